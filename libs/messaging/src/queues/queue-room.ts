import { DomainError } from '@waybill/domain';
import { withDeadline } from '../connection/deadline.js';
import type { QueueProducers } from './queue-producers.js';

/** Milliseconds that an answer of Redis serves all who ask. */
const CACHE_MS = 1_000;

/**
 * States in which a job is still to be done, and nobody is at it. Those that wait for another attempt
 * count, or a database that is away would let the queue grow without bound; of a paused queue BullMQ
 * counts all as waiting.
 */
const WAITING = ['waiting', 'prioritized', 'delayed'] as const;

export interface QueueRoomOptions {
  /** Jobs that wait when no more are taken in. */
  readonly limit: number;
  /** Milliseconds that Redis may take to answer. */
  readonly deadlineMs: number;
}

type Look = 'room' | 'full' | 'unavailable';

/**
 * Whether the storage-event queue can take more. Who takes events in from outside asks before, so
 * that a processor that is late fills the store's retries or its SQS queue, and not Redis.
 */
export class QueueRoom {
  private looking: Promise<Look> | undefined;
  private last: { readonly look: Look; readonly until: number } | undefined;

  constructor(
    private readonly producers: QueueProducers,
    private readonly options: QueueRoomOptions,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Never throws: a Redis that does not answer has no room. Asks Redis once a second at most. */
  async hasRoom(): Promise<boolean> {
    return (await this.look()) === 'room';
  }

  /** @throws DomainError queue_full, queue_unavailable */
  async assertRoom(): Promise<void> {
    const look = await this.look();
    if (look === 'full') {
      throw new DomainError(
        'queue_full',
        `${this.options.limit} jobs wait to be processed; send it again.`,
      );
    }
    if (look === 'unavailable') {
      throw new DomainError('queue_unavailable', 'Redis does not answer; send it again.');
    }
  }

  private look(): Promise<Look> {
    if (this.last && this.now() < this.last.until) return Promise.resolve(this.last.look);
    this.looking ??= this.askRedis().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async askRedis(): Promise<Look> {
    const look = await withDeadline(this.count(), this.options.deadlineMs, 'Counting jobs').then(
      (jobs): Look => (jobs >= this.options.limit ? 'full' : 'room'),
      (): Look => 'unavailable',
    );
    this.last = { look, until: this.now() + CACHE_MS };
    return look;
  }

  private async count(): Promise<number> {
    await this.producers.connection.ready(this.options.deadlineMs);
    return this.producers.jobs.storageEvents.queue.getJobCountByTypes(...WAITING);
  }
}
