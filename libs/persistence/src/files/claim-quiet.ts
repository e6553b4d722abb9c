import type { File, QuietQuery } from '@waybill/domain';
import { In } from 'typeorm';
import type { DataSource } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { rowsOf } from '../connection/sql.js';
import { FileEntity } from '../entities/file.entity.js';
import { toFile } from './file-mapper.js';

/**
 * The list of statuses is the one of the partial index, word for word, or it is not used. A file
 * that somebody else holds is changing, or taken by another processor: it is passed over. The look
 * itself is no change: `updated_at` stays.
 *
 * The gap so far is what lies between the last look and the next; a change brings the next look
 * forward, so where there was one the gap starts again.
 *
 * $1 seconds of quiet, $2 seconds between two looks at most, $3 limit.
 */
const CLAIM = `
WITH due AS MATERIALIZED (
  SELECT id FROM files
  WHERE status IN ('pending', 'uploading', 'completing') AND next_look_at <= now()
    AND updated_at <= now() - make_interval(secs => $1::float8)
  ORDER BY next_look_at
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
RETURNING f.id`;

/**
 * Takes quiet files whose look is due, those that have waited longest first.
 * @returns the files as they are now, by id
 */
export async function claimQuiet(source: DataSource, query: QuietQuery): Promise<readonly File[]> {
  const { quietFor, maxGap, limit } = query;
  const claimed = await rowsOf<{ id: string }>(source, CLAIM, [quietFor, maxGap, limit]);
  if (claimed.length === 0) return [];
  const rows = await guarded(() =>
    source.getRepository(FileEntity).find({
      where: { id: In(claimed.map(({ id }) => id)) },
      order: { id: 'ASC' },
    }),
  );
  return rows.map(toFile);
}
