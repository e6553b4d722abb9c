/**
 * What the store or the way to it said, as the `cause` of a DomainError `store_unavailable`: for
 * logs, and for whoever has to tell a fault that passes from one that stays.
 */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';

  constructor(
    /** S3's error code (`AccessDenied`, `EntityTooSmall`) or the network's (`ECONNREFUSED`). */
    readonly code: string,
    message: string,
    /** HTTP status; absent where no response came. */
    readonly status?: number,
    /** The store's id of the request: what its support asks for. */
    readonly requestId?: string,
  ) {
    super(message);
  }

  /** False where the same request would be refused again: an answer of 4xx but 408 and 429. */
  get retryable(): boolean {
    return (
      this.status === undefined ||
      this.status >= 500 ||
      this.status < 400 ||
      this.status === 408 ||
      this.status === 429
    );
  }
}
