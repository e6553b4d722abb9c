import { WaybillError } from '../errors.js';
import { withDeadline } from '../http/deadline.js';
import { retryAfterMilliseconds } from '../http/problem.js';
import { putAnswer, putDeadline, type PutChunk, type PutRequest } from './put.js';

/** Browsers set these themselves, from the body and the URL, and refuse a script that does. */
const SET_BY_PLATFORM = new Set(['content-length', 'host']);

type Body = RequestInit['body'];

/** Sends chunks with fetch. It has no progress within a chunk. */
export function fetchPut(customFetch: typeof fetch = globalThis.fetch.bind(globalThis)): PutChunk {
  return (request) =>
    withDeadline(putDeadline(request.content.size), request.signal, async (signal) => {
      const body = (await request.content.body(signal)) as Body;
      const response = await send(customFetch, request, body, signal);
      // Read to the end, so that the connection can be used again.
      const text = await response.text().catch(() => '');
      request.onBytes?.(request.content.size);
      return {
        // Across origins a script sees only the headers that the bucket's CORS rule exposes.
        ...putAnswer(
          response.status,
          (name) => response.headers.get(name) ?? undefined,
          text,
          response.type !== 'cors',
        ),
        retryAfter: retryAfterMilliseconds(response.headers.get('retry-after')),
      };
    });
}

async function send(
  customFetch: typeof fetch,
  request: PutRequest,
  body: Body,
  signal: AbortSignal,
): Promise<Response> {
  const headers = Object.entries(request.headers).filter(
    ([name]) => !SET_BY_PLATFORM.has(name.toLowerCase()),
  );
  try {
    return await customFetch(request.url, {
      method: 'PUT',
      headers,
      body,
      signal,
      credentials: 'omit',
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new WaybillError('connection_failed', 'The connection to the store failed.', {
      cause: error,
    });
  }
}
