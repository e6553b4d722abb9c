import type { FileBody } from '@waybill/contracts';
import { publicLocation, type File } from '@waybill/domain';

/**
 * A file as clients see it.
 * @param prefix of our keys in the store
 */
export function fileBody(file: File, prefix: string): FileBody {
  return {
    id: file.id,
    name: file.name,
    size: file.size,
    contentType: file.contentType,
    status: file.status,
    strategy: file.strategy,
    chunkSize: file.chunkSize,
    chunkCount: file.chunkCount,
    uploadedChunks: file.uploadedChunks,
    uploadedBytes: file.uploadedBytes,
    reusedChunks: file.reusedChunks,
    autoComplete: file.autoComplete,
    fingerprint: file.fingerprint,
    location: file.location && publicLocation(file.location, prefix),
    metadata: { ...file.metadata },
    createdAt: file.createdAt.toISOString(),
    updatedAt: file.updatedAt.toISOString(),
    expiresAt: file.expiresAt?.toISOString(),
    completedAt: file.completedAt?.toISOString(),
    failure: file.failure && { ...file.failure },
    drift: file.drift && { reason: file.drift.reason, since: file.drift.since.toISOString() },
  };
}
