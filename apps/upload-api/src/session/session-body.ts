import type { SessionBody } from '@waybill/contracts';
import type { ApiKeyRecord } from '@waybill/domain';

export function sessionBody(record: ApiKeyRecord): SessionBody {
  return {
    keyId: record.id,
    role: record.role,
    tenant: record.tenant,
    scopes: [...record.scopes],
    hint: record.hint,
    expiresAt: record.expiresAt?.toISOString(),
  };
}
