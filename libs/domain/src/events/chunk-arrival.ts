import type { Verification } from '../chunk/chunk.js';

/** A chunk's object is in the store, says `verification`. Sizes are bytes. */
export interface ChunkArrival {
  readonly fileId: string;
  readonly number: number;
  readonly etag: string;
  readonly size: number;
  readonly sequencer?: string;
}

/** What became of an arrival. Every arrival has exactly one outcome; none is silently gone. */
export const ARRIVAL_OUTCOMES = [
  /** The chunk is `uploaded` now. */
  'applied',
  /** It was `uploaded` before, with the same ETag. */
  'duplicate',
  /** It was `uploaded` before, with another ETag: the verified one stands. */
  'conflict',
  /** The file takes no more chunks: completed, completing, aborted, expired. */
  'late',
  /** The object has not the size of the plan: the chunk is `corrupt` now. */
  'wrong_size',
  'unknown_file',
  'out_of_plan',
] as const;
export type ArrivalOutcome = (typeof ARRIVAL_OUTCOMES)[number];

export interface ArrivalResult {
  readonly arrival: ChunkArrival;
  readonly outcome: ArrivalOutcome;
  readonly tenantId?: string;
}

export interface ArrivalBatch {
  readonly arrivals: readonly ChunkArrival[];
  readonly verification: Verification;
}
