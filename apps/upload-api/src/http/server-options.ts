import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import { PLAN_BODY } from './body-limits.js';
import { problemHeaders, toProblem } from './problem/problem.js';
import { toDomainError } from './problem/to-domain-error.js';
import { requestId } from './request-id.js';

/** Milliseconds to send the head of a request. */
export const HEADERS_TIMEOUT_MS = 15_000;

/** Milliseconds to send a whole request; bodies are small, bytes of files never come here. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Milliseconds between two looks at who is over the times above; Node's own default is 30 s. */
const CHECKING_INTERVAL_MS = 2_000;

/** Milliseconds. Longer than the usual 60 s of load balancers, which must be the first to close. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** @param trustedProxies addresses or CIDRs whose `X-Forwarded-For` is believed */
export function serverOptions(logger: Logger, trustedProxies: readonly string[]) {
  return {
    logger: false,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // Each route has limits of its own, of which this is the largest.
    bodyLimit: PLAN_BODY.bytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { connectionsCheckingInterval: CHECKING_INTERVAL_MS },
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestIdHeader: false,
    genReqId: ({ headers }) => requestId(headers),
    frameworkErrors: answerRouterError,
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) =>
      answerBrokenRequest(error, socket, logger),
  } satisfies FastifyHttpOptions<Server>;
}

/** The router refuses some URLs before any hook runs. */
function answerRouterError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const known = toDomainError(error);
  const problem = toProblem(known, request.url.split('?', 1)[0] ?? '/');
  void reply
    .status(problem.status)
    .headers({ ...problemHeaders(known), 'x-request-id': request.id })
    .send(JSON.stringify(problem));
}

/** What is no HTTP request has no reply object either. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket, logger: Logger): void {
  logger.debug({ err: error }, 'a connection sent no valid HTTP');
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusLineOf(error.code);
  const known = new DomainError('validation_failed', 'This is no valid HTTP request.');
  const body = JSON.stringify({ ...toProblem(known, '/'), status: Number(status.slice(0, 3)) });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
      `x-request-id: ${requestId({})}\r\nconnection: close\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function statusLineOf(code = ''): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  return '400 Bad Request';
}
