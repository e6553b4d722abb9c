import { isUuid } from '@waybill/domain';
import type { ChunkRef, ExpectedChunk, FileStatus } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { rowReader } from '../connection/entity-rows.js';
import { prepared, preparedRowsOf } from '../connection/prepared.js';
import { ChunkEntity } from '../entities/chunk.entity.js';
import { isChunkNumber } from './chunk-number.js';

/**
 * Raw SQL, since every batch of events asks this. The LATERAL makes it one look into each primary
 * key for each ref, however large the tables.
 */
const SELECT = prepared(`
SELECT c.*, f.strategy, f.status AS file_status,
  f.unbound_urls OR f.url_profile IS DISTINCT FROM s.profile AS unbound
FROM (
  SELECT DISTINCT file_id, number FROM unnest($1::uuid[], $2::integer[]) AS r (file_id, number)
) ref
JOIN files f ON f.id = ref.file_id
LEFT JOIN store_facts s ON s.bucket = f.bucket
CROSS JOIN LATERAL (
  SELECT file_id, number, size, status, verification, sha256, md5 FROM file_chunks
  WHERE file_id = ref.file_id AND number = ref.number
) c
ORDER BY c.file_id, c.number`);

interface ExpectedRow {
  readonly strategy: string;
  readonly unbound: boolean;
  readonly file_status: FileStatus;
}

/** What chunks were declared to be: each once, by file and number. */
export async function expectedChunks(
  source: DataSource,
  refs: readonly ChunkRef[],
): Promise<readonly ExpectedChunk[]> {
  const usable = refs.filter(({ fileId, number }) => isUuid(fileId) && isChunkNumber(number));
  if (usable.length === 0) return [];
  const rows = await preparedRowsOf<ExpectedRow>(source, SELECT, [
    usable.map(({ fileId }) => fileId),
    usable.map(({ number }) => number),
  ]);
  const read = rowReader(source, ChunkEntity);
  return rows.map((row) => ({
    ...read(row),
    strategy: row.strategy,
    unbound: row.unbound,
    fileStatus: row.file_status,
  }));
}
