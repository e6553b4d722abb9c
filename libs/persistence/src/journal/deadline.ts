/** Somebody took longer than they were given. They may still finish: nothing was undone. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Waits for `work`, but not longer than `ms` milliseconds.
 * @throws DeadlineError, and whatever `work` throws in time
 */
export async function withDeadline<Result>(
  work: Promise<Result>,
  ms: number,
  what: string,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError(`${what} took longer than ${ms} ms.`));
    }, ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
