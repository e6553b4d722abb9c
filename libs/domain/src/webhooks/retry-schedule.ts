/** Seconds. A server that asks for more patience than this gets this much. */
export const MAX_RETRY_AFTER = 3_600;

/**
 * When an attempt that failed is made again. Full jitter (AWS Architecture Blog, "Exponential
 * Backoff And Jitter"): anything up to the delay, so that what failed together is not sent together.
 * @param delays seconds; the upper bound of each pause, the first for the one after attempt 1
 * @param tries attempts made in this round, from 1
 * @param retryAfter seconds that the server asked for
 * @returns seconds, or undefined where there is no further attempt
 */
export function retryDelay(
  delays: readonly number[],
  tries: number,
  retryAfter = 0,
  random: () => number = Math.random,
): number | undefined {
  const bound = delays[tries - 1];
  if (bound === undefined) return undefined;
  return Math.max(bound * random(), Math.min(retryAfter, MAX_RETRY_AFTER));
}

/**
 * Seconds that a `Retry-After` header asks for (RFC 9110 section 10.2.3: seconds or a date).
 * @returns 0 where it says nothing that can be understood
 */
export function retryAfterSeconds(header: string | undefined, now: Date): number {
  if (header === undefined) return 0;
  if (/^\d{1,10}$/u.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, (date - now.getTime()) / 1_000);
}
