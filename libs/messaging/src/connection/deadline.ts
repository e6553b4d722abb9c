import pTimeout from 'p-timeout';

/**
 * The result of `work`, unless the deadline passes first. What it would have done may still happen.
 * @param ms milliseconds
 * @throws TimeoutError of p-timeout
 */
export function withDeadline<Result>(
  work: Promise<Result>,
  ms: number,
  what: string,
): Promise<Result> {
  return pTimeout(work, { milliseconds: ms, message: `${what} took over ${ms} ms.` });
}
