import { Injectable } from '@nestjs/common';
import { DomainError, type KeyRole } from '@waybill/domain';
import type { FastifyReply } from 'fastify';
import { rulesOf } from '../http/route-rules.js';
import type { AuthenticatedRequest } from './access.js';
import { Principals } from './principals.js';
import { StoreToken } from './store-token.js';

/**
 * The one place that decides who may call. It is asked as soon as the head of a request is there: of
 * the body of someone who may not call nothing is read.
 */
@Injectable()
export class Admission {
  private readonly admitted = new WeakSet<AuthenticatedRequest>();

  constructor(
    private readonly principals: Principals,
    private readonly storeToken: StoreToken,
  ) {}

  /** @throws DomainError unauthenticated, forbidden, route_not_found, database_unavailable */
  async admit(request: AuthenticatedRequest, reply: FastifyReply): Promise<void> {
    if (request.is404) throw new DomainError('route_not_found', 'There is no such call.');
    const { access } = rulesOf(request);
    switch (access) {
      case 'public':
        break;
      case 'store':
        this.admitStore(request, reply);
        break;
      case 'tenant':
      case 'admin':
        await this.admitHolder(request, access);
        break;
      case undefined:
        throw new DomainError('forbidden', 'This call is open to nobody.');
    }
    this.admitted.add(request);
  }

  hasAdmitted(request: AuthenticatedRequest): boolean {
    return this.admitted.has(request);
  }

  private admitStore(request: AuthenticatedRequest, reply: FastifyReply): void {
    if (this.storeToken.accepts(request.headers.authorization)) return;
    // SNS sends the password of its endpoint's URL only when asked to by such a line. Each scheme has
    // its own, Basic the first: some clients look no further than the first word.
    void reply.header('www-authenticate', ['Basic realm="waybill"', 'Bearer realm="waybill"']);
    throw new DomainError('unauthenticated', "Only the store calls this, with the store's token.");
  }

  private async admitHolder(request: AuthenticatedRequest, role: KeyRole): Promise<void> {
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
