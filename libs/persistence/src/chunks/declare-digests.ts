import { isUuid } from '@waybill/domain';
import type { ChunkDigests, DigestEnforcement, UrlChunk } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { prepared, preparedRowsOf } from '../connection/prepared.js';
import { retryingConflicts, rowsOf } from '../connection/sql.js';
import { isChunkNumber } from './chunk-number.js';
import { toUrlChunk, type UrlChunkRow } from './url-chunk-row.js';

/**
 * Locks as arrivals do: the file, then its chunks by number, and decides from what the locks gave.
 * So an arrival is recorded either before, and then its chunk takes no further digest, or after, and
 * then it was judged by what stands here or is looked at once more.
 *
 * Late is a digest for a chunk that is there; and, where nothing but a URL can enforce one, for a
 * chunk of which a URL may be out that does not bind it: the file gave out URLs without any, or this
 * chunk had an MD5 alone, with which it got its URLs.
 *
 * $1 file id, $2 numbers, $3 SHA-256, $4 MD5, in hex, $5 whether only URLs can enforce them.
 */
const FILL = prepared(`
WITH declared AS (
  SELECT DISTINCT ON (number) number, decode(sha256, 'hex') AS sha256, decode(md5, 'hex') AS md5
  FROM unnest($2::integer[], $3::text[], $4::text[]) AS given (number, sha256, md5)
  ORDER BY number
), locked_file AS MATERIALIZED (
  SELECT id, unbound_urls FROM files WHERE id = $1::uuid
  FOR NO KEY UPDATE
), locked AS MATERIALIZED (
  SELECT f.id AS file_id, f.unbound_urls, c.*
  FROM locked_file f
  CROSS JOIN LATERAL (
    SELECT number, size, status, sha256, md5 FROM file_chunks
    WHERE file_id = f.id AND number = ANY ($2::integer[])
    ORDER BY number
    FOR NO KEY UPDATE
  ) c
), news AS MATERIALIZED (
  SELECT l.file_id, l.number, d.sha256, d.md5, l.status = 'uploaded' OR
    ($5::boolean AND l.sha256 IS NULL AND (l.unbound_urls OR l.md5 IS NOT NULL)) AS late
  FROM locked l
  JOIN declared d ON d.number = l.number
  WHERE (l.sha256 IS NULL AND d.sha256 IS NOT NULL) OR (l.md5 IS NULL AND d.md5 IS NOT NULL)
), filled AS (
  UPDATE file_chunks c
  SET sha256 = coalesce(c.sha256, n.sha256), md5 = coalesce(c.md5, n.md5)
  FROM news n
  WHERE c.file_id = n.file_id AND c.number = n.number AND NOT EXISTS (SELECT FROM news WHERE late)
  RETURNING c.number, c.sha256, c.md5
)
SELECT l.number, l.size, l.status, encode(coalesce(f.sha256, l.sha256), 'hex') AS sha256,
  encode(coalesce(f.md5, l.md5), 'hex') AS md5
FROM locked l LEFT JOIN filled f ON f.number = l.number
ORDER BY l.number`);

/**
 * Fills digests of missing chunks that are not declared yet: all that were given, or none.
 * @returns the chunks as they stand afterwards, by number
 */
export async function declareDigests(
  source: DataSource,
  fileId: string,
  digests: readonly ChunkDigests[],
  enforcedBy: DigestEnforcement,
): Promise<readonly UrlChunk[]> {
  const rows = await retryingConflicts(() =>
    preparedRowsOf<UrlChunkRow>(source, FILL, [
      fileId,
      digests.map((digest) => digest.number),
      digests.map((digest) => digest.sha256 ?? null),
      digests.map((digest) => digest.md5 ?? null),
      enforcedBy === 'url',
    ]),
  );
  return rows.map(toUrlChunk);
}

/** What was computed from other bytes than the chunk was verified with is not kept. */
export async function rememberDigests(
  source: DataSource,
  fileId: string,
  { number, sha256, md5, etag }: ChunkDigests & { readonly etag: string },
): Promise<void> {
  if (!isUuid(fileId) || !isChunkNumber(number)) return;
  await rowsOf(
    source,
    `UPDATE file_chunks
     SET sha256 = coalesce(sha256, decode($4, 'hex')), md5 = coalesce(md5, decode($5, 'hex'))
     WHERE file_id = $1 AND number = $2 AND status = 'uploaded' AND etag = $3`,
    [fileId, number, etag, sha256 ?? null, md5 ?? null],
  );
}
