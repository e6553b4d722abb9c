import type { FileStatus } from '@waybill/vocabulary';
import type { Chunk } from '../chunk/chunk.js';
import { checkChunk } from '../chunk/check-chunk.js';
import { sameDigests } from '../chunk/declared-digests.js';
import { RECEIVING_STATUSES } from '../file/file-status.js';
import type { StoreProfile } from '../ports/object-store.js';
import type { ArrivalOutcome, JudgedArrival } from './chunk-arrival.js';

/** What the rows say at the moment of recording, read under their locks. */
export interface ArrivalRows {
  /** Absent where there is no such file. */
  readonly file?:
    | {
        readonly status: FileStatus;
        readonly strategy: string;
        /** As {@link ExpectedChunk} has it. */
        readonly unbound: boolean;
      }
    | undefined;
  /** Absent where the plan has no such chunk. */
  readonly chunk?:
    (Pick<Chunk, 'status' | 'size'> & Partial<Pick<Chunk, 'etag' | 'sha256' | 'md5'>>) | undefined;
}

/**
 * What becomes of an arrival: the rule by which PostgreSQL decides, readable. The statement that
 * records arrivals says the same as SQL (`judged` in `record-arrivals.sql.ts` of libs/persistence);
 * the differential test of the simulation holds the two to each other.
 *
 * What was judged is what is recorded. An arrival that was judged by other digests than the row has,
 * or is of another size than was planned, changes nothing: the store is asked what is there. One that
 * nobody has judged is believed only where the row alone tells that it is right.
 */
export function decideArrival(
  arrival: JudgedArrival,
  { file, chunk }: ArrivalRows,
  profile: StoreProfile = 'none',
): ArrivalOutcome {
  if (!file) return 'unknown_file';
  if (!chunk) return 'out_of_plan';
  const { keptBy, judged, size } = arrival;
  if (keptBy !== undefined && keptBy !== file.strategy) return 'unjudged';
  if (chunk.status === 'uploaded') return chunk.etag === arrival.etag ? 'duplicate' : 'conflict';
  if (!RECEIVING_STATUSES.some((status) => status === file.status)) return 'late';
  const believed =
    keptBy === undefined
      ? judged && size === chunk.size && sameDigests(judged, chunk)
      : checkChunk({ ...chunk, unbound: file.unbound }, arrival, profile).kind === 'believe';
  return believed ? 'applied' : 'unjudged';
}
