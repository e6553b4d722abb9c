import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from '@waybill/domain';
import type { FastifyRequest } from 'fastify';
import { routeRules, type RouteAccess } from '../http/route-rules.js';

/** On a controller or a route. Where it is missing nobody may call. */
export const Allow = (access: RouteAccess) => routeRules({ access });

export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

/** Whose key the request bears; only where `@Allow('tenant')` or `@Allow('admin')` stands. */
export const Holder = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new Error('A route without @Allow.');
  return principal;
});

/** The tenant whose key the request bears; only where `@Allow('tenant')` stands. */
export const TenantId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (principal?.tenantId === undefined) throw new Error('A route without @Allow("tenant").');
  return principal.tenantId;
});
