import { withDeadline } from '../connection/deadline.js';
import type { QueueProducers } from './queue-producers.js';

/** Milliseconds for which an answer of Redis holds. */
const FRESH_MS = 1_000;

export interface QueueRoomOptions {
  /** Jobs that may wait. */
  readonly limit: number;
  /** Milliseconds; a Redis that takes longer has no room. */
  readonly deadlineMs: number;
}

/**
 * Whether the storage-event queue takes more: Redis keeps it in memory, and what is not fetched yet
 * is safer where it is. Jobs that wait for another attempt count too, or a database that is away
 * would let the queue grow without bound.
 */
export class QueueRoom {
  private answer: Promise<boolean> | undefined;
  private freshUntil = 0;

  constructor(
    private readonly producers: QueueProducers,
    private readonly options: QueueRoomOptions,
    private readonly now: () => number = Date.now,
  ) {}

  /** Asks Redis about once a second at most, however many ask here. Never throws. */
  async hasRoom(): Promise<boolean> {
    if (this.answer === undefined || this.now() >= this.freshUntil) {
      // As long as it is under way, everybody waits for the same one.
      this.freshUntil = Infinity;
      this.answer = this.ask().then(
        (room) => this.keep(room),
        () => this.keep(false),
      );
    }
    return this.answer;
  }

  private keep(room: boolean): boolean {
    this.freshUntil = this.now() + FRESH_MS;
    return room;
  }

  private async ask(): Promise<boolean> {
    const { limit, deadlineMs } = this.options;
    const started = performance.now();
    await this.producers.connection.ready(deadlineMs);
    const left = Math.max(1, deadlineMs - (performance.now() - started));
    const { queue } = this.producers.jobs.storageEvents;
    // BullMQ counts those of a paused queue as waiting.
    const jobs = queue.getJobCountByTypes('waiting', 'delayed');
    return (await withDeadline(jobs, left, 'Counting jobs')) < limit;
  }
}
