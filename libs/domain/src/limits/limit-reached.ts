import type { LimitName, QuotaOwner } from '@waybill/vocabulary';
import { DomainError } from '../errors/domain-error.js';
import type { ErrorCode } from '../errors/error-codes.js';

/** A limit that something would pass. */
export interface ReachedLimit {
  readonly name: LimitName;
  /** Whose limit it is. */
  readonly of: QuotaOwner;
  readonly max: number;
  /** Before what was refused; of `fileSize`, nothing. */
  readonly used: number;
}

const REFUSALS: Readonly<Record<LimitName, { readonly code: ErrorCode; readonly what: string }>> = {
  openUploads: { code: 'too_many_open_uploads', what: 'unfinished files at once' },
  openChunks: { code: 'too_many_open_chunks', what: 'chunks of unfinished files at once' },
  bytesInFlight: { code: 'too_many_bytes_in_flight', what: 'bytes of unfinished files at once' },
  storedBytes: { code: 'storage_full', what: 'bytes of files, unfinished ones included' },
  fileSize: { code: 'file_too_large', what: 'bytes in a file' },
  streams: { code: 'too_many_streams', what: 'streams and waiting requests at once' },
  requestsPerSecond: { code: 'too_many_requests', what: 'requests a second' },
};

/**
 * The refusal, with which limit it was, its value and what is used of it.
 * @param retryAfter seconds, where it is known when there is room again
 */
export function limitReached(limit: ReachedLimit, retryAfter?: number): DomainError {
  const { name, of, max, used } = limit;
  const { code, what } = REFUSALS[name];
  const detail = `This ${of} may have ${max} ${what}${name === 'fileSize' ? '' : `, and has ${used}`}.`;
  return new DomainError(code, detail, {
    extensions: { limit: { name, of, max, used }, ...(retryAfter !== undefined && { retryAfter }) },
  });
}
