import { WaybillError, type WaybillClient } from '@waybill/client';

/** Milliseconds without a byte after which a connection is taken for dead. */
const IDLE_LIMIT = 60_000;

/**
 * The file's bytes from `offset` on, over a fresh pre-signed URL.
 * @throws WaybillError; the reason of `signal`
 */
export async function* openContent(
  client: WaybillClient,
  fileId: string,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { url } = await client.download(fileId, { signal });
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal.reason);
  const idle = setTimeout(
    () =>
      controller.abort(
        new WaybillError('timeout', `The store was silent for ${IDLE_LIMIT / 1000} s.`),
      ),
    IDLE_LIMIT,
  );
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const response = await fetch(url, {
      headers: offset > 0 ? { range: `bytes=${offset}-` } : {},
      signal: controller.signal,
    });
    if (response.status !== (offset > 0 ? 206 : 200)) throw refused(response);
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      idle.refresh();
      yield piece;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof WaybillError) throw error;
    throw new WaybillError('connection_failed', 'The connection to the store broke off.', {
      cause: error,
    });
  } finally {
    clearTimeout(idle);
    signal.removeEventListener('abort', onAbort);
    controller.abort();
  }
}

function refused(response: Response): WaybillError {
  return new WaybillError(
    response.status === 403 || response.status >= 500 ? 'store_unreachable' : 'store_rejected',
    `The store answered ${response.status} to the download.`,
    { status: response.status },
  );
}
