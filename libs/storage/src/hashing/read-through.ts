import type { Readable } from 'node:stream';
import type { SendOptions } from '../client/store-calls.js';
import { StoreFault } from '../errors/store-fault.js';

/**
 * Reads a body to its end, a piece after the other, each when the one before is done with.
 * `options.requestTimeout` is how long it may stand still.
 * @returns how many bytes came
 * @throws StoreFault where the body breaks off or stands still; what `take` throws
 */
export async function readThrough(
  body: Readable,
  take: (piece: Uint8Array) => Promise<void>,
  { abortSignal, requestTimeout }: SendOptions,
): Promise<number> {
  const stop = (code: string, message: string): void => {
    body.destroy(new StoreFault(code, message));
  };
  const abort = (): void => stop('AbortError', 'The time for reading the body is over.');
  const stalled = setTimeout(
    () => stop('BodyStalled', `No byte came within ${requestTimeout} ms.`),
    requestTimeout,
  );
  abortSignal.addEventListener('abort', abort);
  if (abortSignal.aborted) abort();
  let size = 0;
  try {
    for await (const piece of pieces(body)) {
      stalled.refresh();
      await take(piece);
      size += piece.length;
      stalled.refresh();
    }
    return size;
  } finally {
    clearTimeout(stalled);
    abortSignal.removeEventListener('abort', abort);
  }
}

/** Tells the errors of the body from those of whoever takes the pieces. */
async function* pieces(body: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof StoreFault) throw error;
    const { code = 'BodyBroken', message = '' } = error as { code?: string; message?: string };
    throw new StoreFault(code, message);
  }
}
