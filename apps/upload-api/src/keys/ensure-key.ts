import type { ApiKeyRecord, ApiKeyRepository } from '@waybill/domain';
import { hashKey, isKey, keyHint } from '../auth/api-key.js';
import { assertTenantName } from './tenant-name.js';

/** The arguments make no sense; the message says why. */
export class UsageError extends Error {}

export interface EnsureKeyArguments {
  readonly tenant?: string;
  readonly admin?: boolean;
  readonly key?: string;
}

/**
 * Adds a key that was made elsewhere; once it is there, does nothing.
 * @throws UsageError, DomainError tenant_name_invalid, database_unavailable
 */
export async function ensureKey(
  keys: ApiKeyRepository,
  { tenant, admin = false, key }: EnsureKeyArguments,
): Promise<ApiKeyRecord> {
  if ((tenant !== undefined) === admin) {
    throw new UsageError('Say either --tenant NAME or --admin.');
  }
  const role = admin ? 'admin' : 'tenant';
  if (key === undefined || !isKey(key, role)) {
    const prefix = admin ? 'wba_' : 'wbk_';
    throw new UsageError(`--key is ${prefix} and 43 characters: 32 random bytes in base64url.`);
  }
  if (tenant !== undefined) assertTenantName(tenant);
  const record = await keys.add({
    role,
    ...(tenant !== undefined && { tenant }),
    hash: hashKey(key),
    hint: keyHint(key),
  });
  assertSameHolder(record, role, tenant);
  return record;
}

function assertSameHolder(record: ApiKeyRecord, role: string, tenant: string | undefined): void {
  if (record.revokedAt) throw new UsageError('This key was revoked: make another one.');
  if (record.role === role && record.tenant === tenant) return;
  throw new UsageError(`This key belongs to ${record.tenant ?? 'admin'} already.`);
}
