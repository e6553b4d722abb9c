import { OPERATIONS } from '@waybill/contracts/openapi';
import { actingAs } from '@waybill/persistence';
import type { FastifyInstance } from 'fastify';
import type { AuthenticatedRequest } from '../auth/access.js';

/** Ids of the calls whose changes the audit has, by method and route as Fastify has it. */
const AUDITED: ReadonlyMap<string, string> = new Map(
  OPERATIONS.filter(({ method, unaudited }) => method !== 'get' && unaudited === undefined).map(
    ({ id, method, path }) => [
      `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/gu, ':$1')}`,
      id,
    ],
  ),
);

/** Whatever a call changes, it changes in the name of whoever makes it. Needs admission to come before. */
export function installActors(fastify: FastifyInstance): void {
  fastify.addHook('preHandler', (request: AuthenticatedRequest, _reply, done) => {
    const operation = AUDITED.get(`${request.method} ${request.routeOptions.url}`);
    const { principal, ip: address, id: requestId } = request;
    if (operation === undefined || !principal) return done();
    const kind = principal.role === 'token' ? 'token' : 'key';
    actingAs({ kind, id: principal.keyId, address, requestId, operation }, done);
  });
}
