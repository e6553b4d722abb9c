import { Injectable } from '@nestjs/common';
import { type Limits, type Principal, QuotaRepository } from '@waybill/domain';
import { LRUCache } from 'lru-cache';

/** Milliseconds. What was set holds on every replica after this at the latest. */
const KNOWN_TTL_MS = 5_000;

const MAX_CALLERS = 10_000;

export interface SetForCaller {
  readonly tenant: Limits;
  readonly key: Limits;
}

/** What was set for a caller and its tenant, remembered for a few seconds: for what no file counts. */
@Injectable()
export class CallerLimits {
  private readonly cache: LRUCache<string, SetForCaller>;

  constructor(quotas: QuotaRepository) {
    this.cache = new LRUCache({
      max: MAX_CALLERS,
      ttl: KNOWN_TTL_MS,
      // Better what was known than none where the database is away.
      allowStaleOnFetchRejection: true,
      fetchMethod: async (ids) => {
        const [tenant = '', key = ''] = ids.split(' ');
        const found = await quotas.limitsOf([tenant, key]);
        return { tenant: found.get(tenant) ?? {}, key: found.get(key) ?? {} };
      },
    });
  }

  /** @throws DomainError database_unavailable */
  async of({ tenantId, keyId }: Principal): Promise<SetForCaller> {
    return (await this.cache.fetch(`${tenantId ?? ''} ${keyId}`)) ?? { tenant: {}, key: {} };
  }

  /** After limits were set here. */
  forget(): void {
    this.cache.clear();
  }
}
