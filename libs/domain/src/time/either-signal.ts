/**
 * Runs `work` with a signal that is aborted with the first of `signals`. Its listeners are taken off
 * when `work` is done. `AbortSignal.any` leaves them: in Node 20 each composite stays for as long as
 * its longest source, and a source may live as long as the process.
 */
export async function withEitherSignal<Result>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const either = new AbortController();
  const listeners = signals.map((source) => ({
    source,
    abort: () => either.abort(source.reason),
  }));
  for (const { source, abort } of listeners) {
    if (source.aborted) abort();
    else source.addEventListener('abort', abort);
  }
  try {
    return await work(either.signal);
  } finally {
    for (const { source, abort } of listeners) source.removeEventListener('abort', abort);
  }
}
