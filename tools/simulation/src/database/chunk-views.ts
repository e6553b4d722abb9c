import type { ExpectedChunk, StoreProfile, UrlChunk } from '@waybill/domain';
import type { ChunkRow, FileRow } from './memory-database.js';

export function toUrlChunk({ number, size, status, sha256, md5 }: ChunkRow): UrlChunk {
  return {
    number,
    size,
    status,
    ...(sha256 !== undefined && { sha256 }),
    ...(md5 !== undefined && { md5 }),
  };
}

export function isUnbound(
  { unboundUrls, urlProfile }: FileRow,
  storeProfile: StoreProfile | undefined,
): boolean {
  return unboundUrls || urlProfile !== storeProfile;
}

export function expectedOf(
  chunk: ChunkRow,
  file: FileRow,
  storeProfile: StoreProfile | undefined,
): ExpectedChunk {
  const { strategy, status: fileStatus } = file;
  const { fileId, number, size, status, verification, sha256, md5 } = chunk;
  return {
    fileId,
    number,
    size,
    status,
    strategy,
    unbound: isUnbound(file, storeProfile),
    fileStatus,
    ...(verification !== undefined && { verification }),
    ...(sha256 !== undefined && { sha256 }),
    ...(md5 !== undefined && { md5 }),
  };
}
