import { Injectable } from '@nestjs/common';
import { type LimitChange, type OwnerRef, type Quota, QuotaRepository } from '@waybill/domain';
import { CallerLimits } from '../caller-limits.js';
import { notFound } from './read-limits.js';

@Injectable()
export class SetLimits {
  constructor(
    private readonly quotas: QuotaRepository,
    private readonly callers: CallerLimits,
  ) {}

  /** @throws DomainError tenant_not_found, key_not_found */
  async execute(ref: OwnerRef, change: LimitChange): Promise<Quota> {
    const quota = await this.quotas.setLimits(ref, change);
    this.callers.forget();
    return quota ?? notFound(ref);
  }
}
