import type { KeyBody } from '@waybill/contracts';
import type { ApiKeyRecord } from '@waybill/domain';

export function keyBody(record: ApiKeyRecord): KeyBody {
  return {
    id: record.id,
    role: record.role,
    tenant: record.tenant,
    hint: record.hint,
    createdAt: record.createdAt.toISOString(),
    revokedAt: record.revokedAt?.toISOString(),
  };
}
