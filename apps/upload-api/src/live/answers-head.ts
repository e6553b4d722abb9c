import type { FastifyReply, FastifyRequest } from 'fastify';

/** Fastify serves HEAD with the handler of GET, and a HEAD must end. @returns whether it was one */
export function answersHead(request: FastifyRequest, reply: FastifyReply): boolean {
  if (request.method !== 'HEAD') return false;
  void reply.header('content-type', 'text/event-stream; charset=utf-8').send();
  return true;
}
