/**
 * The status is that of the partial index, word for word, or it is not used. A file that somebody else
 * holds is being deleted, or looked at by another. The look itself is no change: `updated_at` stays.
 * $1 seconds between two looks, $2 limit.
 */
export const CLAIM_DUE = (returned: string) => `
WITH due AS MATERIALIZED (
  SELECT id FROM files
  WHERE status = 'completed' AND next_scrub_at <= now()
  ORDER BY next_scrub_at
  LIMIT $2::integer
  FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE files f SET next_scrub_at = now() + make_interval(secs => $1::float8)
FROM due WHERE f.id = due.id
RETURNING ${returned}`;

/** Before every other one; ids in order, so that two such statements cannot deadlock. */
export const LOOK_SOON = `
WITH locked AS MATERIALIZED (
  SELECT id FROM files WHERE id = ANY ($1::uuid[]) AND status = 'completed'
  ORDER BY id FOR NO KEY UPDATE
)
UPDATE files f SET next_scrub_at = 'epoch' FROM locked WHERE f.id = locked.id`;

/**
 * Only news is written: a file that has drifted is told once, and once that it is right again. What was
 * looked at has to be the object that the row names now.
 * $1 file, $2 key and $3 ETag of the object, $4 reason or null, $5 data for the journal.
 */
export const RECORD = `
WITH news AS MATERIALIZED (
  SELECT id FROM files
  WHERE id = $1::uuid AND status = 'completed' AND location_key = $2::text AND location_etag = $3::text
    AND (drift_reason IS NULL) <> ($4::text IS NULL)
  FOR NO KEY UPDATE
), changed AS (
  UPDATE files f SET drift_reason = $4::text, updated_at = clock_timestamp(),
    drift_since = CASE WHEN $4::text IS NULL THEN NULL ELSE clock_timestamp() END
  FROM news WHERE f.id = news.id
  RETURNING f.id, f.tenant_id
), journaled AS (
  INSERT INTO journal (file_id, tenant_id, type, data)
  SELECT id, tenant_id, CASE WHEN $4::text IS NULL THEN 'file.restored' ELSE 'file.drifted' END,
    $5::jsonb FROM changed
)
SELECT id FROM changed`;
