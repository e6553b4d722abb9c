import { WaybillError } from '../errors.js';

/**
 * Runs `work` with a signal that ends at `milliseconds`, or with `signal`, whichever is first.
 * Not AbortSignal.any: composites of one long-lived signal pile up in Node 20.
 * @throws WaybillError timeout; the reason of `signal`
 */
export async function withDeadline<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal?.reason);
  const timer = setTimeout(
    () =>
      controller.abort(new WaybillError('timeout', `No answer within ${milliseconds / 1000} s.`)),
    milliseconds,
  );
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await work(controller.signal);
  } catch (error) {
    // Whatever an aborted call throws, its reason is what the caller has to know.
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * Waits, in milliseconds.
 * @throws the reason of `signal`
 */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
