import type { KeyBody } from '@waybill/contracts';
import type { ApiKeyRecord } from '@waybill/domain';

export function keyBody(record: ApiKeyRecord): KeyBody {
  return {
    id: record.id,
    role: record.role,
    tenant: record.tenant,
    name: record.name,
    scopes: [...record.scopes],
    hint: record.hint,
    createdAt: record.createdAt.toISOString(),
    expiresAt: record.expiresAt?.toISOString(),
    lastUsedAt: record.lastUsedAt?.toISOString(),
    revokedAt: record.revokedAt?.toISOString(),
  };
}
