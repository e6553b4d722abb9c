/** Name of the strategy in the jobs' options. */
export const CAPPED_BACKOFF = 'capped';

/** Share of the delay that is left to chance, so that what failed together is not retried together. */
const JITTER = 0.5;

/**
 * Milliseconds until the next attempt: twice as long each time, never above `cap`.
 * @param attemptsMade from 1
 */
export function cappedDelay(
  attemptsMade: number,
  base: number,
  cap: number,
  random: () => number = Math.random,
): number {
  const full = Math.min(cap, base * 2 ** Math.min(attemptsMade - 1, 30));
  return Math.round(full * (1 - JITTER * random()));
}
