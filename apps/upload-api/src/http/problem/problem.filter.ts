import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LimitRefusals } from '../../limits/limit-refusals.js';
import type { RouteTable } from '../route-table.js';
import { problemHeaders, toProblem } from './problem.js';
import { toDomainError } from './to-domain-error.js';

/** Turns whatever is thrown into a problem document. What is our fault is logged. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly routes: RouteTable,
    private readonly refusals: Pick<LimitRefusals, 'count'>,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') {
      this.logger.error({ err: thrown }, 'a message could not be handled');
      return;
    }
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  private answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const path = pathOf(request);
    const error = this.refine(toDomainError(thrown), request.method, path);
    const problem = toProblem(error, path);
    this.refusals.count(error);
    if (problem.status >= 500) {
      const level = problem.status === 503 ? 'warn' : 'error';
      this.logger[level]({ err: thrown, requestId: request.id, code: error.code, path }, 'failed');
    }
    if (reply.sent || reply.raw.headersSent) {
      // Too late for an answer: a broken connection is the only honest one left.
      reply.raw.destroy();
      return;
    }
    for (const [name, value] of Object.entries(problemHeaders(error))) {
      if (name === 'www-authenticate' && reply.hasHeader(name)) continue;
      void reply.header(name, value);
    }
    void reply.status(problem.status).send(JSON.stringify(problem));
  }

  /** The router knows no 405: it only finds no route. */
  private refine(error: DomainError, method: string, path: string): DomainError {
    if (error.code !== 'route_not_found') return error;
    const allow = this.routes.methodsOf(path);
    if (allow.length === 0) return error;
    return new DomainError(
      'method_not_allowed',
      `${path} takes ${allow.join(', ')}, not ${method}.`,
      { extensions: { allow } },
    );
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
