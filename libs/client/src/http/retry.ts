import pRetry from 'p-retry';
import { WaybillError } from '../errors.js';
import { sleep } from './deadline.js';

export interface RetryPolicy {
  /** Attempts after the first. */
  readonly retries: number;
  /** Milliseconds before the first retry; doubles each time, with jitter. */
  readonly minTimeout: number;
  /** Milliseconds between two attempts at most. */
  readonly maxTimeout: number;
}

/** Longer than this a client does not wait for Retry-After, in milliseconds. */
const MAX_RETRY_AFTER = 60_000;

/**
 * Tries again while `retryable` says so, waiting as long as Retry-After asks, or longer.
 * @throws the last error; the reason of `signal`
 */
export function retrying<T>(
  work: (attempt: number) => Promise<T>,
  policy: RetryPolicy,
  retryable: (error: Error) => boolean,
  signal?: AbortSignal,
): Promise<T> {
  return pRetry(work, {
    ...policy,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => !signal?.aborted && retryable(error),
    onFailedAttempt: async ({ error, retriesLeft }) => {
      if (signal?.aborted || retriesLeft === 0 || !retryable(error)) return;
      const asked = error instanceof WaybillError ? (error.retryAfter ?? 0) : 0;
      if (asked > 0) await sleep(Math.min(asked, MAX_RETRY_AFTER), signal);
    },
  });
}
