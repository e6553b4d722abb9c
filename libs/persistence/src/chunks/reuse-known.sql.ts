import { prepared } from '../connection/prepared.js';
import { TOUCHED } from '../files/touched.sql.js';
import { COMPLETES_ITSELF } from '../tokens/completes-itself.sql.js';

/**
 * Missing chunks become reused ones in one statement: chunks, counters, state and journal. Raw SQL,
 * since every file that declares digests waits for it.
 *
 * Locks and what is read: as for arrivals (record-arrivals.sql.ts). What may serve as a source is
 * not locked: it may be gone a moment after the commit as well as before, and then assembly puts
 * the chunk back.
 *
 * What is known is verified. A digest is on a chunk that is there only where its bytes were held to
 * it, by the store or by reading them: none can be declared for it afterwards (declare-digests.ts).
 *
 * Sources. Preferred is a completed file: its final object, at the chunk's offset. Else an object of
 * a chunk of an unfinished file; but not where that chunk was reused itself. Whatever it was
 * reused from has the same digest, so it is found directly if it is still good, and if it is not
 * found, its object is about to go. An empty chunk is quicker sent than copied.
 *
 * Whose. A file that an upload token made takes from what the same token has made, and from nothing
 * else: its holder sees no other file of the tenant, and a digest must not tell of one.
 *
 * Speed. One look for each digest, however many chunks have it, which ends at the first source: the
 * second half of the UNION begins only where the first has found nothing. LIMIT and OFFSET 0 keep
 * the planner from making joins of the looks: it does not know how large the CTEs are, and would
 * compare 10,000 rows with 10,000. What a tenant has deleted a hundred times must not keep the
 * statement busy, so the candidates are limited: so many altogether, shared out by missing chunks.
 *
 * $1 file id, $2 bytes up to which a range of an object cannot be copied, $3 candidates altogether,
 * $4 numbers of the chunks, NULL for all: a page of URLs looks at its own only, or every page of a
 * large file would lock and compare all of it.
 */
export const REUSE_KNOWN = prepared(`
WITH locked_file AS MATERIALIZED (
  SELECT f.id, f.tenant_id, f.status, f.chunk_count, f.uploaded_chunks, f.bucket,
    ${COMPLETES_ITSELF} AS auto_complete, CASE WHEN f.by_token THEN f.created_by END AS only_of
  FROM files f
  WHERE f.id = $1::uuid AND f.status IN ('pending', 'uploading', 'failed')
  FOR NO KEY UPDATE OF f
), missing AS MATERIALIZED (
  SELECT f.id AS file_id, f.tenant_id, f.bucket, f.only_of, c.*
  FROM locked_file f
  CROSS JOIN LATERAL (
    SELECT number, size, sha256, md5 FROM file_chunks
    WHERE file_id = f.id AND status <> 'uploaded' AND sha256 IS NOT NULL AND size > 0
      AND ($4::integer[] IS NULL OR number = ANY ($4::integer[]))
    ORDER BY number
    FOR NO KEY UPDATE
  ) c
), wanted AS MATERIALIZED (
  SELECT file_id, tenant_id, bucket, only_of, sha256, md5, size, array_agg(number) AS numbers
  FROM missing GROUP BY file_id, tenant_id, bucket, only_of, sha256, md5, size
), known AS MATERIALIZED (
  SELECT w.file_id, n.number, w.size, k.*
  FROM wanted w
  CROSS JOIN LATERAL (
    SELECT f.location_key AS source_key, f.location_etag AS source_etag,
      c.byte_offset AS source_offset, f.whole AS source_whole, c.etag
    FROM (
      SELECT file_id, byte_offset, etag FROM file_chunks
      WHERE tenant_id = w.tenant_id AND sha256 = w.sha256
        AND status = 'uploaded' AND size = w.size AND (md5 = w.md5) IS NOT false
      ORDER BY file_id DESC
      LIMIT cardinality(w.numbers) * (SELECT $3::bigint / count(*) FROM missing)
    ) c
    CROSS JOIN LATERAL (
      SELECT location_key, location_etag, size = w.size AS whole FROM files
      WHERE id = c.file_id AND tenant_id = w.tenant_id AND status = 'completed'
        AND location_bucket = w.bucket AND location_key IS NOT NULL AND location_etag IS NOT NULL
        AND (w.only_of IS NULL OR created_by = w.only_of)
        AND (size = w.size OR size > $2::bigint)
      OFFSET 0
    ) f
    UNION ALL
    SELECT 'uploads/' || c.file_id || '/chunks/' || c.number, c.etag, 0, true, c.etag
    FROM (
      SELECT file_id, number, etag FROM file_chunks
      WHERE tenant_id = w.tenant_id AND sha256 = w.sha256
        AND status = 'uploaded' AND size = w.size AND (md5 = w.md5) IS NOT false
        AND verification <> 'reused'
      ORDER BY file_id DESC
      LIMIT cardinality(w.numbers) * (SELECT $3::bigint / count(*) FROM missing)
    ) c
    CROSS JOIN LATERAL (
      SELECT FROM files
      WHERE id = c.file_id AND tenant_id = w.tenant_id
        AND status IN ('uploading', 'uploaded', 'completing')
        AND strategy = 'chunks' AND bucket = w.bucket
        AND (w.only_of IS NULL OR created_by = w.only_of)
      OFFSET 0
    ) f
    LIMIT 1
  ) k
  CROSS JOIN LATERAL unnest(w.numbers) AS n (number)
), reused AS (
  UPDATE file_chunks c
  SET status = 'uploaded', etag = k.etag, sequencer = NULL, verification = 'reused',
    uploaded_at = clock_timestamp(), rejections = 0, source_key = k.source_key,
    source_etag = k.source_etag, source_offset = k.source_offset, source_whole = k.source_whole
  FROM known k WHERE c.file_id = k.file_id AND c.number = k.number
), progress AS MATERIALIZED (
  SELECT f.id, f.tenant_id, f.auto_complete, n.chunks, n.bytes,
    f.status <> 'uploading' AS first,
    f.uploaded_chunks + n.chunks = f.chunk_count AS whole
  FROM locked_file f
  JOIN (
    SELECT file_id, count(*)::integer AS chunks, sum(size)::bigint AS bytes
    FROM known GROUP BY file_id
  ) n ON n.file_id = f.id
), counted AS (
  UPDATE files f
  SET uploaded_chunks = f.uploaded_chunks + p.chunks,
    uploaded_bytes = f.uploaded_bytes + p.bytes,
    reused_chunks = f.reused_chunks + p.chunks,
    status = CASE
      WHEN p.whole AND p.auto_complete THEN 'completing'
      WHEN p.whole THEN 'uploaded'
      ELSE 'uploading'
    END,
    failure_code = NULL, failure_detail = NULL,
    ${TOUCHED}
  FROM progress p
  WHERE f.id = p.id
), journaled AS (
  INSERT INTO journal (file_id, tenant_id, type)
  SELECT p.id, p.tenant_id, s.type
  FROM progress p CROSS JOIN LATERAL (VALUES
    (1, 'file.uploading', p.first),
    (2, 'file.uploaded', p.whole),
    (3, 'file.completing', p.whole AND p.auto_complete)
  ) AS s (step, type, happened)
  WHERE s.happened
  ORDER BY s.step
)
SELECT number FROM known ORDER BY number`);
