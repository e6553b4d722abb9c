import { isFileId } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { retryingConflicts, rowsOf } from '../connection/sql.js';
import { storableText } from '../connection/text.js';
import { TOUCHED } from '../files/touched.sql.js';
import { isChunkNumber } from './chunk-number.js';
import { SOURCE_CLEARED } from './source-cleared.sql.js';

/**
 * Locks as arrivals do: the file, then its chunks by number, and decides from what the locks gave.
 *
 * $1 file id, $2 numbers, $3 reason.
 */
const PUT_BACK = `
WITH locked_file AS MATERIALIZED (
  SELECT id, tenant_id, status FROM files
  WHERE id = $1::uuid AND status IN ('uploading', 'uploaded', 'completing', 'failed')
  FOR NO KEY UPDATE
), lost AS MATERIALIZED (
  SELECT f.id AS file_id, c.number, c.size
  FROM locked_file f
  CROSS JOIN LATERAL (
    SELECT number, size FROM file_chunks
    WHERE file_id = f.id AND number = ANY ($2::integer[])
      AND status = 'uploaded' AND verification = 'reused'
    ORDER BY number
    FOR NO KEY UPDATE
  ) c
), missing AS (
  UPDATE file_chunks c
  SET status = 'pending', etag = NULL, sequencer = NULL, verification = NULL, uploaded_at = NULL,
    ${SOURCE_CLEARED}
  FROM lost l WHERE c.file_id = l.file_id AND c.number = l.number
), sums AS MATERIALIZED (
  SELECT f.id, f.tenant_id, f.status, n.chunks, n.bytes, n.numbers
  FROM locked_file f
  JOIN (
    SELECT file_id, count(*)::integer AS chunks, sum(size)::bigint AS bytes,
      jsonb_agg(number ORDER BY number) AS numbers
    FROM lost GROUP BY file_id
  ) n ON n.file_id = f.id
), counted AS (
  UPDATE files f
  SET status = 'uploading', uploaded_chunks = f.uploaded_chunks - s.chunks,
    uploaded_bytes = f.uploaded_bytes - s.bytes, reused_chunks = f.reused_chunks - s.chunks,
    failure_code = NULL, failure_detail = NULL,
    ${TOUCHED}
  FROM sums s WHERE f.id = s.id
), told AS (
  INSERT INTO journal (file_id, tenant_id, type, data)
  SELECT s.id, s.tenant_id, e.type, e.data
  FROM sums s CROSS JOIN LATERAL (VALUES
    (1, 'chunk.lost', true, jsonb_build_object('numbers', s.numbers, 'reason', $3::text)),
    (2, 'file.uploading', s.status <> 'uploading', '{}')
  ) AS e (step, type, happened, data)
  WHERE e.happened
  ORDER BY e.step
)
SELECT number FROM lost ORDER BY number`;

/**
 * Makes reused chunks missing again. Chunks that came in themselves stay as they are.
 * @returns the numbers that were put back now
 * @throws DomainError database_unavailable
 */
export async function putBack(
  source: DataSource,
  fileId: string,
  numbers: readonly number[],
  reason: string,
): Promise<readonly number[]> {
  const wanted = numbers.filter(isChunkNumber);
  if (!isFileId(fileId) || wanted.length === 0) return [];
  const rows = await retryingConflicts(() =>
    rowsOf<{ number: number }>(source, PUT_BACK, [fileId, wanted, storableText(reason)]),
  );
  return rows.map(({ number }) => number);
}
