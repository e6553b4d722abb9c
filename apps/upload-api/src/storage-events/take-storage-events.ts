import { Inject, Injectable } from '@nestjs/common';
import { DeadLetterRepository } from '@waybill/domain';
import { QueueRoom } from '@waybill/messaging';
import { EnvelopeReader } from './envelope-reader.js';
import { GrowingRetry } from './growing-retry.js';
import { IntakeBatcher } from './intake-batcher.js';

export interface Taken {
  readonly queued: number;
  readonly deadLettered: number;
}

/** Takes what the store posts: what can be read is queued, what cannot is kept as dead letters. */
@Injectable()
export class TakeStorageEvents {
  private readonly retry = new GrowingRetry();

  constructor(
    private readonly envelopes: EnvelopeReader,
    @Inject(QueueRoom) private readonly room: Pick<QueueRoom, 'assertRoom'>,
    @Inject(IntakeBatcher) private readonly intake: Pick<IntakeBatcher, 'add'>,
    private readonly deadLetters: DeadLetterRepository,
  ) {}

  /**
   * Resolves once every record is safe. Where it throws, the store sends the same body again. The
   * events come first: taken twice they do no harm, but a letter would count twice.
   * @throws DomainError queue_full, queue_unavailable, database_unavailable, sns_… (nothing is queued
   *   then)
   */
  async execute(body: string): Promise<Taken> {
    const { events, rejected } = await this.envelopes.read(body);
    await this.retry.run(async () => {
      if (events.length > 0) {
        await this.room.assertRoom();
        await this.intake.add(events);
      }
      await this.deadLetters.record(
        rejected.map((record) => ({ ...record, reason: 'unparsable', source: 'webhook' })),
      );
    });
    return { queued: events.length, deadLettered: rejected.length };
  }
}
