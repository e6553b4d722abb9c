import { isUuid, type LostChunk } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { retryingConflicts, rowsOf } from '../connection/sql.js';
import { storableText } from '../connection/text.js';
import { TOUCHED } from '../files/touched.sql.js';
import { isChunkNumber } from './chunk-number.js';
import { SOURCE_CLEARED } from './source-cleared.sql.js';

/**
 * Raw SQL, since up to 10,000 chunks, their file and the journal are one statement.
 * Locks as arrivals do: the file, then its chunks by number, and decides from what the locks gave.
 *
 * An arrival is known by its time, of which the driver reads whole milliseconds.
 *
 * $1 file id, $2 numbers, $3 when each had arrived, $4 reason.
 */
const RESET = `
WITH locked_file AS MATERIALIZED (
  SELECT id, tenant_id, status FROM files
  WHERE id = $1::uuid AND status IN ('uploading', 'uploaded', 'completing', 'failed')
  FOR NO KEY UPDATE
), lost AS MATERIALIZED (
  SELECT f.id AS file_id, c.number, c.size, c.verification = 'reused' AS reused
  FROM locked_file f
  CROSS JOIN LATERAL (
    SELECT own.number, own.size, own.verification
    FROM unnest($2::integer[], $3::timestamptz[]) AS seen (number, at)
    JOIN file_chunks own ON own.number = seen.number
    WHERE own.file_id = f.id AND own.status = 'uploaded'
      AND own.uploaded_at >= seen.at AND own.uploaded_at < seen.at + interval '2 milliseconds'
    ORDER BY own.number
    FOR NO KEY UPDATE OF own
  ) c
), missing AS (
  UPDATE file_chunks c
  SET status = 'pending', etag = NULL, sequencer = NULL, verification = NULL, uploaded_at = NULL,
    ${SOURCE_CLEARED}
  FROM lost l WHERE c.file_id = l.file_id AND c.number = l.number
), sums AS MATERIALIZED (
  SELECT f.id, f.tenant_id, f.status, n.chunks, n.bytes, n.reused, n.numbers
  FROM locked_file f
  JOIN (
    SELECT file_id, count(*)::integer AS chunks, sum(size)::bigint AS bytes,
      count(*) FILTER (WHERE reused)::integer AS reused,
      jsonb_agg(number ORDER BY number) AS numbers
    FROM lost GROUP BY file_id
  ) n ON n.file_id = f.id
), counted AS (
  UPDATE files f
  SET status = 'uploading', uploaded_chunks = f.uploaded_chunks - s.chunks,
    uploaded_bytes = f.uploaded_bytes - s.bytes, reused_chunks = f.reused_chunks - s.reused,
    failure_code = NULL, failure_detail = NULL,
    ${TOUCHED}
  FROM sums s WHERE f.id = s.id
), journaled AS (
  INSERT INTO journal (file_id, tenant_id, type, data)
  SELECT s.id, s.tenant_id, e.type, e.data
  FROM sums s CROSS JOIN LATERAL (VALUES
    (1, 'chunk.lost', true, jsonb_build_object('numbers', s.numbers, 'reason', $4::text)),
    (2, 'file.uploading', s.status <> 'uploading', '{}')
  ) AS e (step, type, happened, data)
  WHERE e.happened
  ORDER BY e.step
)
SELECT number FROM lost ORDER BY number`;

/**
 * Makes chunks missing again. Those that have arrived once more since stay as they are.
 * @returns the numbers that were reset now
 * @throws DomainError database_unavailable
 */
export async function resetLostChunks(
  source: DataSource,
  fileId: string,
  lost: readonly LostChunk[],
  reason: string,
): Promise<readonly number[]> {
  const wanted = onceEach(lost.filter(({ number }) => isChunkNumber(number)));
  if (!isUuid(fileId) || wanted.length === 0) return [];
  const parameters = [
    fileId,
    wanted.map(({ number }) => number),
    wanted.map(({ uploadedAt }) => uploadedAt?.toISOString() ?? null),
    storableText(reason),
  ];
  const rows = await retryingConflicts(() => rowsOf<{ number: number }>(source, RESET, parameters));
  return rows.map(({ number }) => number);
}

function onceEach(lost: readonly LostChunk[]): LostChunk[] {
  return [...new Map(lost.map((chunk) => [chunk.number, chunk])).values()];
}
