import {
  bareEtag,
  DomainError,
  fieldError,
  MAX_NUMBERS_PER_CALL,
  type File,
} from '@waybill/domain';

/** A chunk as a client has sent it. */
export interface ChunkReport {
  readonly number: number;
  /** As the store answered the PUT, with or without quotes. */
  readonly etag: string;
}

/**
 * The ETag that is reported of each chunk; of a number that comes twice, the last one.
 * @throws DomainError too_many_numbers
 */
export function readReports(reports: readonly ChunkReport[]): ReadonlyMap<number, string> {
  if (reports.length > MAX_NUMBERS_PER_CALL) {
    throw fieldError('too_many_numbers', 'chunks', `At most ${MAX_NUMBERS_PER_CALL} in one call.`);
  }
  return new Map(reports.map(({ number, etag }) => [number, bareEtag(etag)]));
}

/** @throws DomainError chunk_out_of_plan */
export function assertInPlan({ chunkCount }: File, numbers: readonly number[]): void {
  const outside = numbers.filter(
    (number) => !Number.isSafeInteger(number) || number < 1 || number > chunkCount,
  );
  if (outside.length === 0) return;
  throw new DomainError(
    'chunk_out_of_plan',
    `The plan has chunks 1 to ${chunkCount}, not ${outside.slice(0, 10).join(', ')}.`,
    { extensions: { numbers: outside, chunkCount } },
  );
}
