import { Injectable } from '@nestjs/common';
import {
  fieldError,
  type ApiKeyRecord,
  ApiKeyRepository,
  type NewApiKey,
  SCOPES_OF_ROLE,
} from '@waybill/domain';
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
  async execute(wanted: Omit<NewApiKey, 'hash' | 'hint'>): Promise<CreatedKey> {
    const { role, tenant, scopes = [] } = wanted;
    if (role === 'admin' && tenant !== undefined) {
      throw fieldError('validation_failed', 'tenant', 'An admin key belongs to no tenant.');
    }
    if (role === 'tenant') assertTenantName(tenant);
    const beyond = scopes.find((scope) => !SCOPES_OF_ROLE[role].includes(scope));
    if (beyond !== undefined) {
      const message = `A key of role ${role} cannot have the scope ${beyond}.`;
      throw fieldError('validation_failed', 'scopes', message);
    }
    const key = generateKey(role);
    const record = await this.keys.add({ ...wanted, hash: hashKey(key), hint: keyHint(key) });
    return { record, key };
  }
}
