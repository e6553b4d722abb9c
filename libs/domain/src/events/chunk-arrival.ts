import type { FileStatus, Verification } from '@waybill/vocabulary';
import type { DeclaredDigests } from '../chunk/declared-digests.js';
import type { StoreProfile } from '../ports/object-store.js';

/** A chunk's object is in the store, says `verification`. Sizes are bytes. */
export interface ChunkArrival {
  readonly fileId: string;
  readonly number: number;
  readonly etag: string;
  readonly size: number;
  readonly sequencer?: string;
}

/** An arrival with what it was judged by: the same has to be true when it is recorded. */
export interface JudgedArrival extends ChunkArrival {
  /**
   * In place of `judged`: nobody has judged it, the rows themselves do when it is recorded. Names the
   * strategy that keeps chunks where this one lies; of a file of another strategy it is `unjudged`.
   */
  readonly keptBy?: string;
  /**
   * The digests that were declared of the chunk when the arrival was judged; `undefined` where
   * nobody has judged it. Then it is never recorded as the chunk's, whatever the row says by now.
   */
  readonly judged: DeclaredDigests | undefined;
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
  /** The row does not say what the arrival was judged by, or has more to ask: it has to be looked at. */
  'unjudged',
  'unknown_file',
  'out_of_plan',
] as const;
export type ArrivalOutcome = (typeof ARRIVAL_OUTCOMES)[number];

export interface ArrivalResult {
  readonly arrival: ChunkArrival;
  readonly outcome: ArrivalOutcome;
  readonly tenantId?: string;
  /** Of the file, when the arrival was recorded; absent where there is no such file. */
  readonly fileStatus?: FileStatus;
}

export interface ArrivalBatch {
  readonly arrivals: readonly JudgedArrival[];
  readonly verification: Exclude<Verification, 'reused'>;
  /** What the store enforces, for arrivals that are judged by the rows. */
  readonly profile?: StoreProfile;
}
