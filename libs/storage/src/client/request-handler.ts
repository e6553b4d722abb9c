import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Milliseconds. */
interface Deadlines {
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** How a client of the SDK makes its requests, each within its deadlines. */
export function requestHandler(deadlines: Deadlines, maxSockets: number): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets };
  return new NodeHttpHandler({
    connectionTimeout: deadlines.connectTimeoutMs,
    requestTimeout: deadlines.requestTimeoutMs,
    // Without this the handler only logs that the time is over, and waits on.
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: agent,
  });
}
