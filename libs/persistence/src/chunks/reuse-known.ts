import { isUuid } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { preparedRowsOf } from '../connection/prepared.js';
import { retryingConflicts } from '../connection/sql.js';
import { isChunkNumber } from './chunk-number.js';
import { REUSE_KNOWN } from './reuse-known.sql.js';

/**
 * S3 User Guide, UploadPartCopy: "You can copy a range only if the source object is greater than
 * 5 MB." In bytes.
 */
const NO_RANGE_UP_TO = 5 * 1024 * 1024;

/**
 * Chunks that are looked at, newest files first: at least ten for each that is missing. It ends what
 * would take seconds, where the tenant has had the same file again and again and deleted it.
 */
const CANDIDATES = 100_000;

/**
 * Takes what the tenant has already, of all chunks or of those of `numbers`; safe to repeat, and to run at once with arrivals.
 * @returns the numbers that were reused now
 * @throws DomainError database_unavailable
 */
export async function reuseKnown(
  source: DataSource,
  fileId: string,
  numbers?: readonly number[],
): Promise<readonly number[]> {
  if (!isUuid(fileId)) return [];
  const rows = await retryingConflicts(() =>
    preparedRowsOf<{ number: number }>(source, REUSE_KNOWN, [
      fileId,
      NO_RANGE_UP_TO,
      CANDIDATES,
      numbers?.filter(isChunkNumber) ?? null,
    ]),
  );
  return rows.map(({ number }) => number);
}
