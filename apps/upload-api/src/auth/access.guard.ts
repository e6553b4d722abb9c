import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError, type KeyRole } from '@waybill/domain';
import type { FastifyReply } from 'fastify';
import { ACCESS, type Access, type AuthenticatedRequest } from './access.js';
import { Principals } from './principals.js';
import { StoreToken } from './store-token.js';

/** Lets in only who a route says may call it; a route that says nothing is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly principals: Principals,
    private readonly storeToken: StoreToken,
  ) {}

  /** @throws DomainError unauthenticated, forbidden, database_unavailable */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    switch (access) {
      case 'public':
        return true;
      case 'store':
        return this.admitStore(request, context.switchToHttp().getResponse<FastifyReply>());
      case 'tenant':
      case 'admin':
        return this.admitHolder(request, access);
      case undefined:
        throw new DomainError('forbidden', 'This call is open to nobody.');
    }
  }

  private admitStore(request: AuthenticatedRequest, reply: FastifyReply): true {
    if (this.storeToken.accepts(request.headers.authorization)) return true;
    // SNS sends the password of its endpoint's URL only when asked to by such a line. Each scheme has
    // its own, Basic the first: some clients look no further than the first word.
    void reply.header('www-authenticate', ['Basic realm="waybill"', 'Bearer realm="waybill"']);
    throw new DomainError('unauthenticated', "Only the store calls this, with the store's token.");
  }

  private async admitHolder(request: AuthenticatedRequest, role: KeyRole): Promise<true> {
    const key = /^bearer +(\S+) *$/iu.exec(request.headers.authorization ?? '')?.[1];
    const principal = key === undefined ? undefined : await this.principals.find(key);
    if (!principal) {
      throw new DomainError(
        'unauthenticated',
        key === undefined
          ? 'Send a key: "Authorization: Bearer wbk_…".'
          : 'The key is not known, or was revoked.',
      );
    }
    if (principal.role !== role) throw wrongRole(role);
    request.principal = principal;
    return true;
  }
}

function wrongRole(needed: KeyRole): DomainError {
  return new DomainError(
    'forbidden',
    needed === 'tenant'
      ? "This call serves one tenant's files, and an admin key belongs to no tenant: use a key of the tenant (wbk_…)."
      : 'This call needs an admin key (wba_…).',
  );
}
