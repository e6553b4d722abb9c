import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Access, ActingTenant, Principal } from '@waybill/domain';
import type { FastifyRequest } from 'fastify';
import { routeRules } from '../http/route-rules.js';
import { ownFile, tenantOf } from './own-view.js';
import type { OwnFile } from './require-file.js';

/**
 * On a controller or a route: the scope that a caller's key needs, or who else may call. Where it is
 * missing nobody may. `tokens` opens it to upload tokens as well, with that scope: such a route takes
 * its file by {@link OwnFileRef}.
 */
export const Allow = (access: Access, also: { readonly tokens?: true } = {}) =>
  routeRules({ access, tokens: also.tokens ?? false });

export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

/** Whose key the request bears; only where `@Allow` stands with a scope. */
export const Holder = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  principalOf(context),
);

/** The tenant whose key the request bears; only where `@Allow` stands with a scope of tenants. */
export const TenantId = createParamDecorator(
  (_: unknown, context: ExecutionContext): ActingTenant => tenantOf(principalOf(context)),
);

/** The file of the path's `id`, as the caller may see it: an upload token sees what it made alone. */
export const OwnFileRef = createParamDecorator((_: unknown, context: ExecutionContext): OwnFile => {
  const { params } = context.switchToHttp().getRequest<{ params: { id: string } }>();
  return ownFile(principalOf(context), params.id);
});

function principalOf(context: ExecutionContext): Principal {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new Error('A route without @Allow.');
  return principal;
}
