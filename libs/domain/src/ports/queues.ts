import type { StorageEvent } from '../events/storage-event.js';
import type { LetterHistory } from './dead-letters.js';

/** Events in one job, at most: one job is one SQL statement. */
export const MAX_EVENTS_PER_JOB = 500;

/** The events of a dead letter on their way once more. */
export interface ReplayedEvents {
  /** The same id again is the same replay, and is queued once. */
  readonly id: string;
  readonly events: readonly StorageEvent[];
  /** Comes back with a letter that the events become again. */
  readonly history: LetterHistory;
}

export abstract class StorageEventQueue {
  /**
   * Resolves once the events are safely in Redis, as one job for each {@link MAX_EVENTS_PER_JOB}.
   * @throws DomainError queue_unavailable
   */
  abstract enqueue(events: readonly StorageEvent[]): Promise<void>;

  /** As `enqueue`, with a job for each letter. @throws DomainError queue_unavailable */
  abstract replay(letters: readonly ReplayedEvents[]): Promise<void>;
}

/** Work on one file. `cause` is the journal position it follows from: a retry is the same job. */
export interface FileTask {
  readonly fileId: string;
  readonly cause: number;
}

export abstract class AssemblyQueue {
  abstract enqueue(tasks: readonly FileTask[]): Promise<void>;
}

/** Removal of what a file left in the store: after completion, abort, expiry or deletion. */
export abstract class CleanupQueue {
  abstract enqueue(tasks: readonly FileTask[]): Promise<void>;
}

/** Attempts to deliver. What a job says is only that there may be something due: the rows decide. */
export abstract class WebhookDeliveryQueue {
  /** @throws DomainError queue_unavailable */
  abstract enqueue(deliveryIds: readonly string[]): Promise<void>;
}

/** A chunk to look at, as an event or a list told of it. */
export interface ChunkToVerify {
  readonly fileId: string;
  readonly number: number;
  /** As the event, or the list, had it. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  readonly sequencer?: string | undefined;
  /** How the chunk will have come to be believed. */
  readonly verification: 'storage' | 'reconciler';
}

export abstract class VerificationQueue {
  /**
   * One chunk is never in two hands at once: while it waits, asking again changes nothing; while it
   * is looked at, it is looked at once more afterwards.
   * @throws DomainError queue_unavailable
   */
  abstract enqueue(chunks: readonly ChunkToVerify[]): Promise<void>;
}
