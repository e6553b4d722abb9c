import type { ChunkBody } from '@waybill/contracts';
import type { Chunk } from '@waybill/domain';

/** A chunk as clients see it. */
export function chunkBody(chunk: Chunk): ChunkBody {
  return {
    number: chunk.number,
    offset: chunk.offset,
    size: chunk.size,
    status: chunk.status,
    sha256: chunk.sha256,
    etag: chunk.etag,
    verification: chunk.verification,
    uploadedAt: chunk.uploadedAt?.toISOString(),
  };
}
