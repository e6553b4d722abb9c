import type { Logger } from '@waybill/observability';
import type { FastifyInstance } from 'fastify';

/** One line for each answer: at info where it was refused, else only at debug. */
export function installRequestLog(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const status = reply.raw.statusCode;
    const level = status >= 400 ? 'info' : 'debug';
    logger[level](
      {
        requestId: request.id,
        method: request.method,
        path: request.url.split('?', 1)[0],
        status,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    );
    done();
  });
}
