import { Injectable } from '@nestjs/common';
import { type ApiKeyRecord, ApiKeyRepository } from '@waybill/domain';
import { assertTenantName } from '../tenant-name.js';

@Injectable()
export class ListApiKeys {
  constructor(private readonly keys: ApiKeyRepository) {}

  /** @throws DomainError tenant_name_invalid */
  async execute(tenant?: string): Promise<readonly ApiKeyRecord[]> {
    if (tenant !== undefined) assertTenantName(tenant);
    return this.keys.list(tenant);
  }
}
