import type { PreparedStatement } from '../connection/prepared.js';
import { TOUCHED } from '../files/touched.sql.js';
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
 * Rejections. An event may come twice, and a client may report the same object: while a chunk is
 * corrupt, only an event with a later sequencer than the last one is one more object of wrong size.
 * An earlier one was counted before, or is older than what is known: a job that failed comes again
 * after younger ones.
 *
 * $1 file ids, $2 numbers, $3 ETags, $4 sizes, $5 sequencers (one entry for each arrival, no chunk
 * twice), $6 verification, $7 the ids of the files, each once, $8 rejections that fail a file.
 */
export const RECORD_ARRIVALS: PreparedStatement = {
  name: 'record_arrivals',
  text: `
WITH arrival AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::bigint[], $5::text[])
    WITH ORDINALITY AS a (file_id, number, etag, size, sequencer, row)
), locked_files AS MATERIALIZED (
  SELECT id, tenant_id, status, chunk_count, uploaded_chunks, auto_complete
  FROM files WHERE id = ANY ($7::uuid[])
  ORDER BY id
  FOR NO KEY UPDATE
), locked_chunks AS MATERIALIZED (
  SELECT c.*
  FROM (
    SELECT file_id, number FROM arrival
    WHERE (SELECT count(*) FROM locked_files) > 0
    ORDER BY file_id, number
  ) a
  CROSS JOIN LATERAL (
    SELECT file_id, number, size, status, etag, sequencer, rejections FROM file_chunks
    WHERE file_id = a.file_id AND number = a.number
    FOR NO KEY UPDATE
  ) c
), judged AS MATERIALIZED (
  SELECT a.*, f.tenant_id, c.size AS planned_size, c.status AS chunk_status,
    c.sequencer AS last_sequencer, c.rejections + 1 AS rejections,
    CASE
      WHEN f.id IS NULL THEN 'unknown_file'
      WHEN c.number IS NULL THEN 'out_of_plan'
      WHEN c.status = 'uploaded' AND c.etag = a.etag THEN 'duplicate'
      WHEN c.status = 'uploaded' THEN 'conflict'
      WHEN f.status NOT IN ('pending', 'uploading', 'failed') THEN 'late'
      WHEN c.size <> a.size THEN 'wrong_size'
      ELSE 'applied'
    END AS outcome
  FROM arrival a
  LEFT JOIN locked_files f ON f.id = a.file_id
  LEFT JOIN locked_chunks c ON c.file_id = a.file_id AND c.number = a.number
), believed AS (
  UPDATE file_chunks c
  SET status = 'uploaded', etag = j.etag, sequencer = j.sequencer, verification = $6::text,
    uploaded_at = clock_timestamp(), rejections = 0, ${SOURCE_CLEARED}
  FROM judged j
  WHERE j.outcome = 'applied' AND c.file_id = j.file_id AND c.number = j.number
), wrong AS MATERIALIZED (
  SELECT *, format('expected %s bytes, found %s', planned_size, size) AS detail,
    coalesce(chunk_status = 'pending' OR
      rpad(sequencer, greatest(length(sequencer), length(last_sequencer)), '0') COLLATE "C" >
      rpad(last_sequencer, greatest(length(sequencer), length(last_sequencer)), '0') COLLATE "C",
      false) AS another
  FROM judged WHERE outcome = 'wrong_size'
), refused AS (
  UPDATE file_chunks c
  SET status = 'corrupt',
    sequencer = CASE WHEN w.another OR c.sequencer IS NULL
      THEN coalesce(w.sequencer, c.sequencer) ELSE c.sequencer END,
    rejections = c.rejections + w.another::integer
  FROM wrong w
  WHERE c.file_id = w.file_id AND c.number = w.number
), progress AS MATERIALIZED (
  SELECT f.id, f.tenant_id, f.auto_complete, coalesce(n.chunks, 0) AS chunks,
    coalesce(n.bytes, 0) AS bytes, w.failure,
    f.status = 'pending' OR (f.status = 'failed' AND n.chunks > 0) AS first,
    coalesce(f.uploaded_chunks + n.chunks = f.chunk_count, false) AS whole,
    w.failure IS NOT NULL AND (f.status <> 'failed' OR n.chunks > 0) AS failed
  FROM locked_files f
  LEFT JOIN (
    SELECT file_id, count(*)::integer AS chunks, sum(size)::bigint AS bytes
    FROM judged WHERE outcome = 'applied' GROUP BY file_id
  ) n ON n.file_id = f.id
  LEFT JOIN (
    SELECT file_id,
      min(format('Chunk %s was rejected %s times in a row, at last for wrong_size: %s.',
        number, rejections, detail)) AS failure
    FROM wrong WHERE another AND rejections >= $8::integer GROUP BY file_id
  ) w ON w.file_id = f.id
  WHERE n.chunks > 0 OR w.failure IS NOT NULL
), counted AS (
  UPDATE files f
  SET uploaded_chunks = f.uploaded_chunks + p.chunks,
    uploaded_bytes = f.uploaded_bytes + p.bytes,
    reused_chunks = f.reused_chunks + CASE WHEN $6::text = 'reused' THEN p.chunks ELSE 0 END,
    status = CASE
      WHEN p.failure IS NOT NULL THEN 'failed'
      WHEN p.whole AND p.auto_complete THEN 'completing'
      WHEN p.whole THEN 'uploaded'
      ELSE 'uploading'
    END,
    failure_code = CASE WHEN p.failure IS NOT NULL THEN 'chunk_corrupt' END,
    failure_detail = p.failure,
    ${TOUCHED}
  FROM progress p
  WHERE f.id = p.id
), told AS (
  INSERT INTO journal (file_id, tenant_id, type, data)
  SELECT file_id, tenant_id, type, data FROM (
    SELECT file_id, tenant_id, 0 AS step, number, 'chunk.corrupt' AS type,
      jsonb_build_object('number', number, 'reason', 'wrong_size', 'detail', detail,
        'rejections', rejections, 'expectedSize', planned_size, 'actualSize', size) AS data
    FROM wrong WHERE another
    UNION ALL
    SELECT p.id, p.tenant_id, s.step, 0, s.type, CASE s.type WHEN 'file.failed'
      THEN jsonb_build_object('failure', jsonb_build_object('code', 'chunk_corrupt',
        'detail', p.failure)) ELSE '{}'::jsonb END
    FROM progress p CROSS JOIN LATERAL (VALUES
      (1, 'file.uploading', p.first),
      (2, 'file.uploaded', p.whole),
      (3, 'file.completing', p.whole AND p.auto_complete),
      (4, 'file.failed', p.failed)
    ) AS s (step, type, happened)
    WHERE s.happened
  ) event
  ORDER BY file_id, step, number
)
SELECT outcome, tenant_id FROM judged ORDER BY row`,
};
