import { MAX_REJECTIONS, isUuid } from '@waybill/domain';
import type { ChunkRejection, RejectionOutcome } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { retryingConflicts, rowsOf } from '../connection/sql.js';
import { storableText } from '../connection/text.js';
import { TOUCHED } from '../files/touched.sql.js';
import { isChunkNumber } from './chunk-number.js';

/**
 * Raw SQL, since chunk, file and journal are one statement: no round trip while they are locked.
 * Locks as arrivals do: the file, then the chunk, and decides from what the locks gave. A file that
 * was pending has received something now, so it fails by way of `uploading`.
 *
 * $1 file id, $2 number, $3 reason, $4 detail, $5 rejections that fail a file, $6 ETag,
 * $7 rejections until now, where they have to be as many.
 */
const REJECT = `
WITH locked_file AS MATERIALIZED (
  SELECT id, tenant_id, status FROM files
  WHERE id = $1::uuid AND status IN ('pending', 'uploading', 'uploaded', 'failed')
  FOR NO KEY UPDATE
), judged AS MATERIALIZED (
  SELECT f.id, f.tenant_id, f.status, c.number, c.rejections,
    CASE WHEN c.rejections >= $5::integer THEN format(
      'Chunk %s was rejected %s times in a row, at last for %s: %s',
      c.number, c.rejections, $3::text, $4::text) END AS failure
  FROM locked_file f
  CROSS JOIN LATERAL (
    SELECT number, status, rejections + 1 AS rejections FROM file_chunks
    WHERE file_id = f.id AND number = $2::integer
    FOR NO KEY UPDATE
  ) c
  WHERE c.status <> 'uploaded' AND c.rejections = coalesce($7::integer + 1, c.rejections)
), refused AS (
  UPDATE file_chunks c SET status = 'corrupt', sequencer = NULL, rejections = j.rejections
  FROM judged j WHERE c.file_id = j.id AND c.number = j.number
), changed AS (
  UPDATE files f
  SET status = CASE WHEN j.failure IS NOT NULL THEN 'failed' ELSE f.status END,
    failure_code = CASE WHEN j.failure IS NOT NULL THEN 'chunk_corrupt' ELSE f.failure_code END,
    failure_detail = coalesce(j.failure, f.failure_detail),
    ${TOUCHED}
  FROM judged j WHERE f.id = j.id
), journaled AS (
  INSERT INTO journal (file_id, tenant_id, type, data)
  SELECT j.id, j.tenant_id, s.type, s.data
  FROM judged j CROSS JOIN LATERAL (VALUES
    (1, 'chunk.corrupt', true, jsonb_strip_nulls(jsonb_build_object('number', j.number,
      'reason', $3::text, 'detail', $4::text, 'rejections', j.rejections, 'etag', $6::text))),
    (2, 'file.uploading', j.failure IS NOT NULL AND j.status = 'pending', '{}'),
    (3, 'file.failed', j.failure IS NOT NULL AND j.status <> 'failed',
      jsonb_build_object('failure',
        jsonb_build_object('code', 'chunk_corrupt', 'detail', j.failure)))
  ) AS s (step, type, happened, data)
  WHERE s.happened
  ORDER BY s.step
)
SELECT CASE WHEN failure IS NOT NULL THEN 'failed' ELSE 'rejected' END AS outcome FROM judged`;

/**
 * Makes a missing chunk `corrupt`, and its file `failed` when it was once too often.
 * @throws DomainError database_unavailable
 */
export async function rejectChunk(
  source: DataSource,
  { fileId, number, reason, detail, etag, rejections }: ChunkRejection,
): Promise<RejectionOutcome> {
  if (!isUuid(fileId) || !isChunkNumber(number)) return 'ignored';
  const [row] = await retryingConflicts(() =>
    rowsOf<{ outcome: RejectionOutcome }>(source, REJECT, [
      fileId,
      number,
      storableText(reason),
      storableText(detail),
      MAX_REJECTIONS,
      etag === undefined ? null : storableText(etag),
      rejections ?? null,
    ]),
  );
  return row?.outcome ?? 'ignored';
}
