/**
 * Takes quiet files whose look is due, those that have waited longest first, by id where several have
 * waited alike. Raw SQL, since rows are locked, passed over where they are locked, and changed in one
 * statement.
 *
 * The list of statuses is the one of the partial index, word for word, or it is not used. A file
 * that somebody else holds is changing, or taken by another processor: it is passed over. The look
 * itself is no change: `updated_at` stays.
 *
 * The gap so far is what lies between the last look and the next; a change brings the next look
 * forward, so where there was one the gap starts again.
 *
 * $1 seconds of quiet, $2 seconds between two looks at most, $3 limit.
 */
export const CLAIM_QUIET = (returned: string) => `
WITH due AS MATERIALIZED (
  SELECT id FROM files
  WHERE status IN ('pending', 'uploading', 'completing') AND next_look_at <= now()
    AND updated_at <= now() - make_interval(secs => $1::float8)
  ORDER BY next_look_at, id
  LIMIT $3::integer
  FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE files f
SET looked_at = now(),
  next_look_at = now() + CASE
    WHEN f.updated_at <= f.looked_at THEN greatest(
      make_interval(secs => $1::float8),
      least(make_interval(secs => $2::float8), (f.next_look_at - f.looked_at) * 2))
    ELSE make_interval(secs => $1::float8)
  END
FROM due WHERE f.id = due.id
RETURNING ${returned}`;
