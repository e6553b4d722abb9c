import { Injectable } from '@nestjs/common';
import { limitReached, type Principal } from '@waybill/domain';
import { RateLeases } from '@waybill/messaging';
import type { FastifyReply } from 'fastify';
import { CallerLimits } from './caller-limits.js';
import { DefaultLimits } from './default-limits.js';

/** Holds callers to their requests a second. Whoever has no such limit is told and asked nothing. */
@Injectable()
export class RequestRate {
  constructor(
    private readonly limits: CallerLimits,
    private readonly defaults: DefaultLimits,
    private readonly leases: RateLeases,
  ) {}

  /**
   * The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
   * @throws DomainError too_many_requests, database_unavailable
   */
  async admit(caller: Principal, reply: FastifyReply): Promise<void> {
    const { keyId, tenantId } = caller;
    if (tenantId === undefined) return;
    const set = await this.limits.of(caller);
    const owners = [
      {
        name: 'tenant',
        id: tenantId,
        max: set.tenant.requestsPerSecond ?? this.defaults.tenant.requestsPerSecond,
      },
      { name: 'key', id: keyId, max: set.key.requestsPerSecond },
    ] as const;
    const limited = owners.flatMap((owner) =>
      owner.max === undefined ? [] : [{ ...owner, max: owner.max }],
    );
    if (limited.length === 0) return;
    const states = await Promise.all(
      limited.map(async (owner) => ({
        ...owner,
        ...(await this.leases.take(owner.id, owner.max)),
      })),
    );
    void reply.headers({
      'ratelimit-policy': states.map(({ name, max }) => `"${name}";q=${max};w=1`).join(', '),
      ratelimit: states
        .map(({ name, remaining, resetMs }) => `"${name}";r=${remaining};t=${seconds(resetMs)}`)
        .join(', '),
    });
    const refused = states.find(({ allowed }) => !allowed);
    if (!refused) return;
    const { name: of, max, resetMs } = refused;
    throw limitReached(
      { name: 'requestsPerSecond', of, max, used: max },
      Math.max(1, seconds(resetMs)),
    );
  }
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}
