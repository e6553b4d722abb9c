import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Access, ActingTenant, Principal } from '@waybill/domain';
import type { FastifyRequest } from 'fastify';
import { routeRules } from '../http/route-rules.js';

/**
 * On a controller or a route: the scope that a caller's key needs, or who else may call. Where it is
 * missing nobody may.
 */
export const Allow = (access: Access) => routeRules({ access });

export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

/** Whose key the request bears; only where `@Allow` stands with a scope. */
export const Holder = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new Error('A route without @Allow.');
  return principal;
});

/** The tenant whose key the request bears; only where `@Allow` stands with a scope of tenants. */
export const TenantId = createParamDecorator(
  (_: unknown, context: ExecutionContext): ActingTenant => {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal?.tenantId === undefined) throw new Error('A route without a scope of tenants.');
    return principal.tenantId;
  },
);
