import type { Problem } from '@waybill/contracts';

export interface WaybillErrorDetails {
  /** The HTTP status, where an answer came. */
  readonly status?: number;
  readonly title?: string;
  /** The fields of the request that are at fault. */
  readonly errors?: Problem['errors'];
  /** `X-Request-Id` of the answer: what the server's logs are searched for. */
  readonly requestId?: string;
  /** Milliseconds that the server asked to wait (Retry-After). */
  readonly retryAfter?: number;
  /** Members of the problem document beyond RFC 9457's, e.g. the numbers of missing chunks. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * Everything that this library throws, but for the reason of an AbortSignal, which passes through.
 * `code` is stable: the API's own codes, and these that arise on the client's side:
 *
 * - `connection_failed`, `timeout`: no answer came, after the retries
 * - `credential_unavailable`: what fetches a key or a token gave none
 * - `unexpected_response`: an answer that is not Waybill's, e.g. from a proxy
 * - `store_rejected`: the store refused a chunk; `extensions.storeCode` is its code
 * - `store_unreachable`: the store did not take a chunk, after the retries
 * - `etag_mismatch`: the store acknowledged other bytes than were sent
 * - `chunk_not_verified`: a chunk was sent several times and is still not believed
 * - `source_unusable`: what was named is no regular file
 * - `source_changed`: the file was altered while it was read
 * - `source_differs`: the upload that is to be resumed is of another file
 * - `fingerprint_differs`: the completed file is not the one that was sent
 */
export class WaybillError extends Error {
  override readonly name = 'WaybillError';
  readonly status?: number;
  readonly title?: string;
  readonly errors: NonNullable<Problem['errors']>;
  readonly requestId?: string;
  readonly retryAfter?: number;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: string,
    readonly detail: string,
    details: WaybillErrorDetails = {},
  ) {
    super(detail, details.cause === undefined ? undefined : { cause: details.cause });
    this.status = details.status;
    this.title = details.title;
    this.errors = details.errors ?? [];
    this.requestId = details.requestId;
    this.retryAfter = details.retryAfter;
    this.extensions = details.extensions ?? {};
  }
}

/** True for what may well succeed when it is tried again: no answer, 429, and 502 to 504. */
export function isTransient(error: unknown): error is WaybillError {
  if (!(error instanceof WaybillError)) return false;
  if (error.status === undefined) {
    return error.code === 'connection_failed' || error.code === 'timeout';
  }
  return [429, 502, 503, 504].includes(error.status);
}
