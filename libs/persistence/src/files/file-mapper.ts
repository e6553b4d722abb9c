import type { Failure, File, Location } from '@waybill/domain';
import type { FileEntity } from '../entities/file.entity.js';

export function toFile(row: FileEntity): File {
  const location = toLocation(row);
  const failure = toFailure(row);
  return {
    id: row.id,
    tenantId: row.tenantId,
    name: row.name,
    size: row.size,
    contentType: row.contentType,
    status: row.status,
    strategy: row.strategy,
    chunkSize: row.chunkSize,
    chunkCount: row.chunkCount,
    uploadedChunks: row.uploadedChunks,
    uploadedBytes: row.uploadedBytes,
    reusedChunks: row.reusedChunks,
    autoComplete: row.autoComplete,
    metadata: row.metadata,
    bucket: row.bucket,
    unboundUrls: row.unboundUrls,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    ...(row.uploadId !== null && { uploadId: row.uploadId }),
    ...(row.declaredFingerprint !== null && { declaredFingerprint: row.declaredFingerprint }),
    ...(row.fingerprint !== null && { fingerprint: row.fingerprint }),
    ...(location && { location }),
    ...(failure && { failure }),
    ...(row.expiresAt && { expiresAt: row.expiresAt }),
    ...(row.completedAt && { completedAt: row.completedAt }),
  };
}

function toLocation(row: FileEntity): Location | undefined {
  const { locationBucket: bucket, locationKey: key, locationEtag: etag } = row;
  if (bucket === null || key === null || etag === null) return undefined;
  const versionId = row.locationVersionId;
  return { bucket, key, etag, ...(versionId !== null && { versionId }) };
}

function toFailure(row: FileEntity): Failure | undefined {
  if (row.failureCode === null) return undefined;
  return { code: row.failureCode, detail: row.failureDetail ?? '' };
}
