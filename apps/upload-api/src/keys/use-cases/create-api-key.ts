import { Injectable } from '@nestjs/common';
import { fieldError, type ApiKeyRecord, ApiKeyRepository, type KeyRole } from '@waybill/domain';
import { generateKey, hashKey, keyHint } from '../../auth/api-key.js';
import { assertTenantName } from '../tenant-name.js';

export interface CreatedKey {
  readonly record: ApiKeyRecord;
  /** The key itself, which is nowhere else. */
  readonly key: string;
}

@Injectable()
export class CreateApiKey {
  constructor(private readonly keys: ApiKeyRepository) {}

  /** @throws DomainError tenant_name_invalid, validation_failed */
  async execute(role: KeyRole, tenant?: string): Promise<CreatedKey> {
    if (role === 'admin' && tenant !== undefined) {
      throw fieldError('validation_failed', 'tenant', 'An admin key belongs to no tenant.');
    }
    if (role === 'tenant') assertTenantName(tenant);
    const key = generateKey(role);
    const record = await this.keys.add({
      role,
      ...(tenant !== undefined && { tenant }),
      hash: hashKey(key),
      hint: keyHint(key),
    });
    return { record, key };
  }
}
