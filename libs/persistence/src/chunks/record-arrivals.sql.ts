import { prepared } from '../connection/prepared.js';
import { TOUCHED } from '../files/touched.sql.js';
import { COMPLETES_ITSELF } from '../tokens/completes-itself.sql.js';
import { SOURCE_CLEARED } from './source-cleared.sql.js';

/**
 * A batch of arrivals in one statement: chunks, the files' counters and states, and the journal.
 *
 * Locks. Every writer takes the rows of `files` in the order of their ids, and only then those of
 * `file_chunks`; the count in `locked_chunks` is what makes it wait until all files are locked.
 * To sort the UPDATE alone does not do it: it updates in the order of its plan, and eight workers
 * deadlock by the dozen. The LATERAL makes the plan one look into the primary key for each chunk;
 * left to itself, the planner reads all of a table of up to some 100,000 chunks instead.
 *
 * What is read. In READ COMMITTED a statement sees the rows of its beginning, which may be old when
 * a lock has been waited for. SELECT … FOR NO KEY UPDATE however gives the newest version of each
 * row it has locked, and everything below is decided from those two CTEs alone. So the counters
 * are exact, and exactly one batch sees a file become whole.
 *
 * What was judged is what is recorded. An arrival is judged outside of this statement, by what was
 * declared of its chunk then. It comes with that, and is believed only where the locked row says the
 * same: otherwise somebody has declared a digest meanwhile, and the arrival is `unjudged`. Whether
 * URLs without a digest are about (`unbound_urls`) need not be compared: that is written before such
 * a URL is out, so before the object can be there that came by it.
 *
 * An arrival may also come unjudged with the name of the strategy that keeps chunks where it lies. Then
 * it is judged here, by the locked rows, as `checkChunk` of the domain does, and believed where nothing
 * but them is needed for that. All others of these are `unjudged`.
 *
 * $1 file ids, $2 numbers, $3 ETags, $4 sizes, $5 sequencers (one entry for each arrival, no chunk
 * twice), $6 verification, $7 the ids of the files, each once; and what each arrival was judged by:
 * $8 whether by anything, $9 SHA-256, $10 MD5, in hex; $11 strategies, where the rows are to judge, and
 * $12 the profile of the store, for those.
 */
export const RECORD_ARRIVALS = prepared(`
WITH arrival AS MATERIALIZED (
  SELECT file_id, number, etag, size, sequencer, judged, decode(sha256, 'hex') AS sha256,
    decode(md5, 'hex') AS md5, kept_by, row
  FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::bigint[], $5::text[], $8::boolean[],
      $9::text[], $10::text[], $11::text[])
    WITH ORDINALITY AS a (file_id, number, etag, size, sequencer, judged, sha256, md5, kept_by, row)
), locked_files AS MATERIALIZED (
  SELECT f.id, f.tenant_id, f.status, f.chunk_count, f.uploaded_chunks, f.auto_complete, f.strategy,
    f.bucket, f.unbound_urls, f.url_profile, f.by_token, f.created_by
  FROM files f WHERE f.id = ANY ($7::uuid[])
  ORDER BY f.id
  FOR NO KEY UPDATE OF f
), bound_files AS MATERIALIZED (
  SELECT f.id, f.tenant_id, f.status, f.strategy,
    NOT f.unbound_urls AND f.url_profile IS NOT DISTINCT FROM s.profile AS bound
  FROM locked_files f
  LEFT JOIN store_facts s ON s.bucket = f.bucket
), locked_chunks AS MATERIALIZED (
  SELECT c.*
  FROM (
    SELECT file_id, number FROM arrival
    WHERE (SELECT count(*) FROM locked_files) > 0
    ORDER BY file_id, number
  ) a
  CROSS JOIN LATERAL (
    SELECT file_id, number, size, status, etag, sha256, md5 FROM file_chunks
    WHERE file_id = a.file_id AND number = a.number
    FOR NO KEY UPDATE
  ) c
), judged AS MATERIALIZED (
  SELECT a.file_id, a.number, a.etag, a.size, a.sequencer, a.row, f.tenant_id,
    f.status AS file_status,
    CASE
      WHEN f.id IS NULL THEN 'unknown_file'
      WHEN c.number IS NULL THEN 'out_of_plan'
      WHEN a.kept_by <> f.strategy THEN 'unjudged'
      WHEN c.status = 'uploaded' AND c.etag = a.etag THEN 'duplicate'
      WHEN c.status = 'uploaded' THEN 'conflict'
      WHEN f.status NOT IN ('pending', 'uploading', 'failed') THEN 'late'
      WHEN c.size <> a.size THEN 'unjudged'
      WHEN a.kept_by IS NULL THEN
        CASE WHEN a.judged AND c.sha256 IS NOT DISTINCT FROM a.sha256
          AND c.md5 IS NOT DISTINCT FROM a.md5 THEN 'applied' ELSE 'unjudged' END
      WHEN c.sha256 IS NULL AND c.md5 IS NULL THEN 'applied'
      WHEN f.bound AND $12::text = 'sha256' AND c.sha256 IS NOT NULL THEN 'applied'
      WHEN c.md5 IS NOT NULL AND $12::text <> 'sha256' AND a.etag ~ '^[0-9a-f]{32}$'
        AND encode(c.md5, 'hex') <> a.etag THEN 'unjudged'
      WHEN f.bound AND $12::text = 'md5' THEN 'applied'
      WHEN c.sha256 IS NULL AND encode(c.md5, 'hex') = a.etag THEN 'applied'
      ELSE 'unjudged'
    END AS outcome
  FROM arrival a
  LEFT JOIN bound_files f ON f.id = a.file_id
  LEFT JOIN locked_chunks c ON c.file_id = a.file_id AND c.number = a.number
), believed AS (
  UPDATE file_chunks c
  SET status = 'uploaded', etag = j.etag, sequencer = j.sequencer, verification = $6::text,
    uploaded_at = clock_timestamp(), rejections = 0, ${SOURCE_CLEARED}
  FROM judged j
  WHERE j.outcome = 'applied' AND c.file_id = j.file_id AND c.number = j.number
), progress AS MATERIALIZED (
  SELECT f.id, f.tenant_id, ${COMPLETES_ITSELF} AS auto_complete, n.chunks, n.bytes, f.status <> 'uploading' AS first,
    f.uploaded_chunks + n.chunks = f.chunk_count AS whole
  FROM locked_files f
  JOIN (
    SELECT file_id, count(*)::integer AS chunks, sum(size)::bigint AS bytes
    FROM judged WHERE outcome = 'applied' GROUP BY file_id
  ) n ON n.file_id = f.id
), counted AS (
  UPDATE files f
  SET uploaded_chunks = f.uploaded_chunks + p.chunks,
    uploaded_bytes = f.uploaded_bytes + p.bytes,
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
  ORDER BY p.id, s.step
)
SELECT outcome, tenant_id, file_status FROM judged ORDER BY row`);
