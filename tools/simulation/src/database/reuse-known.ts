import { chunkKey, type ChunkSource, type FileStatus, MIN_CHUNK_SIZE } from '@waybill/domain';
import type { ChunkRow, FileRow, MemoryDatabase } from './memory-database.js';

const HOLDING: readonly FileStatus[] = ['uploading', 'uploaded', 'completing'];

/** Where the tenant has these bytes already: in a completed file at best, else in a chunk's object. */
export function knownSource(
  db: MemoryDatabase,
  chunk: ChunkRow,
  file: FileRow,
  tenantId = file.tenantId,
): { readonly etag: string; readonly source: ChunkSource } | undefined {
  if (chunk.status === 'uploaded' || chunk.sha256 === undefined || chunk.size === 0) {
    return undefined;
  }
  const same = [...db.files.values()]
    .filter((other) => other.tenantId === tenantId && other.bucket === file.bucket)
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .flatMap((other) => db.chunksOf(other.id).map((candidate) => ({ other, candidate })))
    .filter(({ candidate }) => isSame(candidate, chunk));
  for (const { other, candidate } of same) {
    const { location, status, size } = other;
    const whole = size === chunk.size;
    const reachable = whole || size > MIN_CHUNK_SIZE;
    if (status !== 'completed' || !location || !reachable || candidate.etag === undefined) continue;
    const { key, etag } = location;
    return { etag: candidate.etag, source: { key, etag, offset: candidate.offset, whole } };
  }
  for (const { other, candidate } of same) {
    const { etag, verification, fileId, number } = candidate;
    if (verification === 'reused' || etag === undefined) continue;
    if (!HOLDING.includes(other.status) || other.strategy !== 'chunks') continue;
    return { etag, source: { key: chunkKey(fileId, number), etag, offset: 0, whole: true } };
  }
  return undefined;
}

function isSame(candidate: ChunkRow, chunk: ChunkRow): boolean {
  const { status, sha256, size, md5 } = candidate;
  return (
    status === 'uploaded' &&
    sha256 === chunk.sha256 &&
    size === chunk.size &&
    (md5 === undefined || chunk.md5 === undefined || md5 === chunk.md5)
  );
}
