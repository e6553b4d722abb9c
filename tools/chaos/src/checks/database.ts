import type { Check, Scene } from './check.js';

/** A row of these is a line of what is wrong. */
interface Wrong {
  readonly line: string;
}

const ask =
  (sql: string): Check =>
  async ({ world }: Scene) => {
    const rows = await world.system.database.query<Wrong>(sql);
    return rows.map(({ line }) => line);
  };

/** Of files whose chunks still count; a file that has ended keeps what it had. */
export const countersEqualRows = ask(`
  SELECT f.id || ' (' || f.status || ') counts ' || f.uploaded_chunks || ' chunks, '
    || f.uploaded_bytes || ' bytes; its rows are ' || c.chunks || ' and ' || c.bytes AS line
  FROM files f
  JOIN (
    SELECT file_id, count(*) FILTER (WHERE status = 'uploaded') AS chunks,
      coalesce(sum(size) FILTER (WHERE status = 'uploaded'), 0) AS bytes
    FROM file_chunks GROUP BY file_id
  ) c ON c.file_id = f.id
  WHERE (f.uploaded_chunks, f.uploaded_bytes) IS DISTINCT FROM (c.chunks, c.bytes)`);

export const quotasEqualFiles = ask(`
  SELECT q.owner || ' ' || q.owner_id || ' has ' || q.open_uploads || ' open uploads and '
    || q.stored_bytes || ' stored bytes; its files are ' || f.open || ' and ' || f.stored AS line
  FROM quotas q
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE status NOT IN ('completed')) AS open,
      coalesce(sum(size) FILTER (WHERE status = 'completed'), 0) AS stored
    FROM files
    WHERE tenant_id = q.tenant_id AND (q.owner = 'tenant' OR created_by = q.owner_id)
      AND status IN ('pending', 'uploading', 'uploaded', 'completing', 'failed', 'completed')
  ) f
  WHERE (q.open_uploads, q.stored_bytes) IS DISTINCT FROM (f.open, f.stored)`);

/** Each row has one position, none is left out, and no file is told of before it is made. */
export const journalIsInOrder: Check = async (scene) => [
  ...(await ask(`
    SELECT count(*) || ' rows of the journal were never published' AS line
    FROM journal WHERE position IS NULL HAVING count(*) > 0`)(scene)),
  ...(await ask(`
    SELECT 'the journal has ' || count(*) || ' rows and positions from ' || min(position)
      || ' to ' || max(position) AS line
    FROM journal HAVING count(*) <> max(position) - min(position) + 1
      OR count(DISTINCT position) <> count(*)`)(scene)),
  ...(await ask(`
    SELECT file_id || ' begins with ' || type AS line FROM (
      SELECT DISTINCT ON (file_id) file_id, type FROM journal
      WHERE file_id IS NOT NULL ORDER BY file_id, position
    ) first WHERE type <> 'file.created'`)(scene)),
  ...(await ask(`
    SELECT file_id || ' was completed ' || count(*) || ' times' AS line FROM journal
    WHERE type = 'file.completed' GROUP BY file_id HAVING count(*) > 1`)(scene)),
];

export const nothingIsStuck = ask(`
  SELECT id || ' is ' || status || coalesce(': ' || failure_detail, '') AS line FROM files
  WHERE status NOT IN ('completed', 'aborted', 'deleted', 'expired')`);
