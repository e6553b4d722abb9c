import type { Chunk, ChunkSource, ChunkStatus, Verification } from '@waybill/domain';
import { hex } from '../connection/bytes.js';

/** A row of `file_chunks` as pg gives it: bigint as text. */
export interface ChunkRow {
  readonly file_id: string;
  readonly number: number;
  readonly byte_offset: string;
  readonly size: string;
  readonly status: ChunkStatus;
  readonly sha256: Buffer | null;
  readonly md5: Buffer | null;
  readonly etag: string | null;
  readonly verification: Verification | null;
  readonly uploaded_at: Date | null;
  readonly rejections: number;
  readonly source_key: string | null;
  readonly source_etag: string | null;
  readonly source_offset: string | null;
  readonly source_whole: boolean | null;
}

export const CHUNK_COLUMNS = `file_id, number, byte_offset, size, status, sha256, md5, etag,
  verification, uploaded_at, rejections, source_key, source_etag, source_offset, source_whole`;

export function toChunk(row: ChunkRow): Chunk {
  const sha256 = hex(row.sha256);
  const md5 = hex(row.md5);
  const source = toSource(row);
  return {
    fileId: row.file_id,
    number: row.number,
    offset: Number(row.byte_offset),
    size: Number(row.size),
    status: row.status,
    ...(sha256 !== undefined && { sha256 }),
    ...(md5 !== undefined && { md5 }),
    ...(row.etag !== null && { etag: row.etag }),
    ...(row.verification && { verification: row.verification }),
    ...(row.uploaded_at && { uploadedAt: row.uploaded_at }),
    ...(source && { source }),
    ...(row.rejections > 0 && { rejections: row.rejections }),
  };
}

function toSource(row: ChunkRow): ChunkSource | undefined {
  const { source_key: key, source_etag: etag, source_offset: offset, source_whole: whole } = row;
  if (key === null || etag === null || offset === null || whole === null) return undefined;
  return { key, etag, offset: Number(offset), whole };
}
