import type { ChunkDigests } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { rowsOf } from '../connection/sql.js';

/** The rows are locked in the order in which arrivals lock them, so that neither waits for ever. */
const FILL = `
WITH declared AS (
  SELECT DISTINCT ON (number) number, decode(sha256, 'hex') AS sha256, decode(md5, 'hex') AS md5
  FROM unnest($2::integer[], $3::text[], $4::text[]) AS given (number, sha256, md5)
  ORDER BY number
), locked AS MATERIALIZED (
  SELECT c.number FROM file_chunks c
  WHERE c.file_id = $1::uuid AND c.number = ANY ($2::integer[])
    AND (c.sha256 IS NULL OR c.md5 IS NULL)
  ORDER BY c.number
  FOR NO KEY UPDATE
)
UPDATE file_chunks c
SET sha256 = coalesce(c.sha256, d.sha256), md5 = coalesce(c.md5, d.md5)
FROM declared d
WHERE c.file_id = $1::uuid AND c.number = d.number AND d.number IN (SELECT number FROM locked)
  AND ((c.sha256 IS NULL AND d.sha256 IS NOT NULL) OR (c.md5 IS NULL AND d.md5 IS NOT NULL))`;

/** Fills digests that are not declared yet; those that are stay. */
export async function declareDigests(
  source: DataSource,
  fileId: string,
  digests: readonly ChunkDigests[],
): Promise<void> {
  await rowsOf(source, FILL, [
    fileId,
    digests.map((digest) => digest.number),
    digests.map((digest) => digest.sha256 ?? null),
    digests.map((digest) => digest.md5 ?? null),
  ]);
}
