import { Injectable } from '@nestjs/common';
import {
  assertOrigin,
  DomainError,
  type ErrorCode,
  type Principal,
  type Scope,
  type TokenPolicy,
} from '@waybill/domain';
import type { FastifyReply } from 'fastify';
import { rulesOf } from '../http/route-rules.js';
import type { AuthenticatedRequest } from './access.js';
import { RequestRate } from '../limits/request-rate.js';
import { KeyUse } from './key-use.js';
import { tokenNotAllowed } from './own-view.js';
import { Principals } from './principals.js';
import { sessionKey } from './session-cookie.js';
import { StoreToken } from './store-token.js';
import { WrongKeys } from './wrong-keys.js';

/** What a token is refused with that was good once. */
const ENDED = new Set<ErrorCode>(['token_expired', 'token_revoked']);

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
    private readonly wrongKeys: WrongKeys,
    private readonly use: KeyUse,
    private readonly rate: RequestRate,
  ) {}

  /**
   * @throws DomainError unauthenticated, forbidden, scope_missing, token_expired, token_revoked,
   *   token_not_allowed, origin_not_allowed, rate_limited, too_many_requests, route_not_found,
   *   database_unavailable
   */
  async admit(request: AuthenticatedRequest, reply: FastifyReply): Promise<void> {
    if (request.is404) throw new DomainError('route_not_found', 'There is no such call.');
    const { access, tokens = false } = rulesOf(request);
    switch (access) {
      case 'public':
        break;
      case 'store':
        this.admitStore(request, reply);
        break;
      case undefined:
        throw new DomainError('forbidden', 'This call is open to nobody.');
      default:
        await this.admitHolder(request, reply, access, tokens);
    }
    this.admitted.add(request);
  }

  hasAdmitted(request: AuthenticatedRequest): boolean {
    return this.admitted.has(request);
  }

  private admitStore(request: AuthenticatedRequest, reply: FastifyReply): void {
    const { authorization } = request.headers;
    if (this.storeToken.accepts(authorization)) return;
    if (authorization !== undefined) this.wrongKeys.count(request.ip);
    // SNS sends the password of its endpoint's URL only when asked to by such a line. Each scheme has
    // its own, Basic the first: some clients look no further than the first word.
    void reply.header('www-authenticate', ['Basic realm="waybill"', 'Bearer realm="waybill"']);
    throw new DomainError('unauthenticated', "Only the store calls this, with the store's token.");
  }

  private async admitHolder(
    request: AuthenticatedRequest,
    reply: FastifyReply,
    scope: Scope | 'holder',
    tokens: boolean,
  ): Promise<void> {
    const key = bearerKey(request) ?? sessionKey(request);
    if (key === undefined) {
      throw new DomainError('unauthenticated', 'Send a key: "Authorization: Bearer wbk_…".');
    }
    const principal = await this.require(key, request.ip);
    await this.rate.admit(principal, reply);
    if (principal.policy) assertOpen(principal.policy, tokens, request.headers.origin);
    if (scope !== 'holder') assertScope(principal, scope);
    request.principal = principal;
  }

  /**
   * Whose key this is.
   * @throws DomainError unauthenticated, token_expired, token_revoked, rate_limited,
   *   database_unavailable
   */
  async require(key: string, address: string): Promise<Principal> {
    const principal = await this.holderOf(key, address);
    if (!principal) {
      throw new DomainError(
        'unauthenticated',
        'The key is not known, has expired, or was revoked.',
      );
    }
    if (principal.role !== 'token') this.use.add(principal.keyId);
    return principal;
  }

  /** A key that was good before is looked up whatever else comes from its address. */
  private async holderOf(key: string, address: string): Promise<Principal | undefined> {
    if (this.principals.hasSeen(key)) return this.principals.find(key);
    // Before it is looked up: of many at once each would be looked up otherwise.
    this.wrongKeys.count(address);
    try {
      const principal = await this.principals.find(key);
      if (principal) this.wrongKeys.forgive(address);
      return principal;
    } catch (error) {
      // It is known whose the token was: nobody has guessed.
      if (error instanceof DomainError && ENDED.has(error.code)) this.wrongKeys.forgive(address);
      throw error;
    }
  }
}

/** An upload token is let in where a route says so, and as its policy says. */
function assertOpen(policy: TokenPolicy, tokens: boolean, origin: string | undefined): void {
  if (!tokens) throw tokenNotAllowed();
  assertOrigin(policy, origin);
}

function assertScope({ role, scopes }: Principal, needed: Scope): void {
  if (scopes.includes(needed)) return;
  if (needed === 'admin')
    throw new DomainError('forbidden', 'This call needs an admin key (wba_…).');
  if (role === 'admin') {
    throw new DomainError(
      'forbidden',
      "This call serves one tenant's files, and an admin key belongs to no tenant: use a key of the tenant (wbk_…).",
    );
  }
  if (role === 'token') {
    throw new DomainError('scope_missing', 'This upload token may watch no events.', {
      extensions: { scope: needed },
    });
  }
  throw new DomainError('scope_missing', `This call needs a key with the scope ${needed}.`, {
    extensions: { scope: needed },
  });
}

function bearerKey(request: AuthenticatedRequest): string | undefined {
  return /^bearer +(\S+) *$/iu.exec(request.headers.authorization ?? '')?.[1];
}
