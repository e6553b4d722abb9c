import type { UploadTokenBody } from '@waybill/contracts';
import { tokenStatus, type UploadToken } from '@waybill/domain';

/** A token as clients see it. */
export function uploadTokenBody(token: UploadToken): UploadTokenBody {
  const { policy } = token;
  return {
    id: token.id,
    name: token.name,
    hint: token.hint,
    status: tokenStatus(token, new Date()),
    maxFileSize: policy.maxFileSize,
    maxFiles: policy.maxFiles,
    maxBytes: policy.maxBytes,
    contentTypes: policy.contentTypes && [...policy.contentTypes],
    metadata: { ...policy.metadata },
    origins: policy.origins && [...policy.origins],
    events: policy.events,
    used: { ...token.used },
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt.toISOString(),
    revokedAt: token.revokedAt?.toISOString(),
  };
}
