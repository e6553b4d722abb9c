import {
  DomainError,
  type DeadLetterRepository,
  type NewDeadLetter,
  type StorageEvent,
  type StorageEventQueue,
  type StorageMessage,
} from '@waybill/domain';
import type { Log } from '@waybill/domain';
import { readEnvelope } from '@waybill/storage';
import type { Metrics } from '../../platform/metrics.js';

export interface TakePorts {
  readonly queue: Pick<StorageEventQueue, 'enqueue'>;
  readonly deadLetters: Pick<DeadLetterRepository, 'record'>;
}

/** Puts a batch of messages where it is safe: events into the queue, the rest among the dead letters. */
export class TakeMessages {
  constructor(
    private readonly source: string,
    private readonly ports: TakePorts,
    private readonly metrics: Pick<Metrics, 'deadLetters'>,
    private readonly logger: Log,
    /** Of our keys in the store. */
    private readonly prefix: string,
  ) {}

  /**
   * Resolves once every message is safe. Where it throws, some may be; to repeat it does no harm.
   * @returns the events that are queued
   * @throws DomainError queue_unavailable, database_unavailable
   */
  async execute(messages: readonly StorageMessage[]): Promise<readonly StorageEvent[]> {
    const read = messages.map(({ body }) => readEnvelope(body, this.prefix));
    const events = read.flatMap((message) => message.events);
    await this.keep(
      read.flatMap(({ rejected }) =>
        rejected.map((one) => ({ ...one, reason: 'unparsable', source: this.source })),
      ),
    );
    try {
      await this.ports.queue.enqueue(events);
      return events;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'queue_unavailable') throw error;
      return this.findPoison(messages, error);
    }
  }

  /** The queue will never take the batch as it is: one message in it may be at fault. */
  private async findPoison(
    messages: readonly StorageMessage[],
    error: unknown,
  ): Promise<readonly StorageEvent[]> {
    if (messages.length > 1) {
      const events: StorageEvent[] = [];
      for (const message of messages) events.push(...(await this.execute([message])));
      return events;
    }
    const detail = error instanceof Error ? error.message : String(error);
    await this.keep(
      messages.map(({ body }) => ({ reason: 'failed', detail, body, source: this.source })),
    );
    return [];
  }

  private async keep(letters: readonly NewDeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    await this.ports.deadLetters.record(letters);
    for (const { reason, detail } of letters) {
      this.metrics.deadLetters.inc({ reason });
      this.logger.warn({ source: this.source, reason, detail }, 'kept a message as a dead letter');
    }
  }
}
