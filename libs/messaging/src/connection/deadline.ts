/** A call behind us did not answer in time. What it would have done may still happen. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * The result of `work`, unless the deadline passes first.
 * @param ms milliseconds
 * @throws DeadlineError
 */
export async function withDeadline<Result>(
  work: Promise<Result>,
  ms: number,
  what: string,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`${what} took over ${ms} ms.`)), ms);
  });
  // A failure that comes after the deadline has nobody left to hear it.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
