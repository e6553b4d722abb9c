import { Injectable } from '@nestjs/common';
import { DomainError, type OwnerRef, type Quota, QuotaRepository } from '@waybill/domain';

@Injectable()
export class ReadLimits {
  constructor(private readonly quotas: QuotaRepository) {}

  /** @throws DomainError tenant_not_found, key_not_found */
  async execute(ref: OwnerRef): Promise<Quota> {
    return (await this.quotas.find(ref)) ?? notFound(ref);
  }
}

/** @throws DomainError tenant_not_found, key_not_found */
export function notFound({ owner }: OwnerRef): never {
  throw owner === 'tenant'
    ? new DomainError('tenant_not_found', 'No such tenant.')
    : new DomainError('key_not_found', 'No such key of a tenant.');
}
