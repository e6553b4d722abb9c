import type { ChunkStatus, UrlChunk } from '@waybill/domain';

/** A chunk as the statements of a page of URLs give it, digests in hex. */
export interface UrlChunkRow {
  readonly number: number;
  readonly size: number;
  readonly status: ChunkStatus;
  readonly sha256: string | null;
  readonly md5: string | null;
}

export function toUrlChunk({ number, size, status, sha256, md5 }: UrlChunkRow): UrlChunk {
  return {
    number,
    size,
    status,
    ...(sha256 !== null && { sha256 }),
    ...(md5 !== null && { md5 }),
  };
}
