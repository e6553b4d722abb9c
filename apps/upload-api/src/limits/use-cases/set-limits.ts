import { Injectable } from '@nestjs/common';
import { type LimitChange, type OwnerRef, type Quota, QuotaRepository } from '@waybill/domain';
import { notFound } from './read-limits.js';

@Injectable()
export class SetLimits {
  constructor(private readonly quotas: QuotaRepository) {}

  /** @throws DomainError tenant_not_found, key_not_found */
  async execute(ref: OwnerRef, change: LimitChange): Promise<Quota> {
    return (await this.quotas.setLimits(ref, change)) ?? notFound(ref);
  }
}
