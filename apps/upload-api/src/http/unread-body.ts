import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Bytes of a body that was answered early, and milliseconds, that are still taken in. */
const MAX_REST = 64 * 1024 * 1024;
const MAX_REST_MS = 5_000;

const LOOK_EVERY_MS = 50;

/**
 * What was answered before its body was read, such as 401 and 413, is answered to a client that still
 * sends. To close the connection there would reset it, and the client would see EPIPE instead of the
 * answer (RFC 9112, section 9.6). Node takes in the rest and throws it away; here that is bounded.
 */
export function installUnreadBodies(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request, _reply, done) => {
    if (!request.raw.complete) boundRest(request.raw);
    done();
  });
}

function boundRest(message: IncomingMessage): void {
  const { socket } = message;
  const maxBytes = socket.bytesRead + MAX_REST;
  const deadline = performance.now() + MAX_REST_MS;
  const timer = setInterval(() => {
    const over = socket.bytesRead > maxBytes || performance.now() > deadline;
    if (over && !message.complete) socket.destroy();
    if (over || message.complete || socket.destroyed) clearInterval(timer);
  }, LOOK_EVERY_MS);
  timer.unref();
}
