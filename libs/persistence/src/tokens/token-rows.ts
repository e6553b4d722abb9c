import type { TokenPolicy, UploadToken } from '@waybill/domain';
import { present } from '../entities/present.js';
import type { UploadTokenEntity } from '../entities/upload-token.entity.js';

export function tokenOf(row: UploadTokenEntity): UploadToken {
  const { id, tenantId, createdBy, hint, name, createdAt, expiresAt, revokedAt } = present(row);
  return {
    id,
    tenantId,
    createdBy,
    hint,
    policy: policyOf(row),
    used: { files: row.usedFiles, bytes: row.usedBytes },
    createdAt,
    expiresAt,
    ...(name !== undefined && { name }),
    ...(revokedAt && { revokedAt }),
  };
}

export function policyOf(row: UploadTokenEntity): TokenPolicy {
  const { maxFileSize, maxFiles, maxBytes, contentTypes, origins } = present(row);
  return {
    metadata: row.metadata,
    events: row.events,
    ...(maxFileSize !== undefined && { maxFileSize }),
    ...(maxFiles !== undefined && { maxFiles }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(contentTypes && { contentTypes }),
    ...(origins && { origins }),
  };
}
