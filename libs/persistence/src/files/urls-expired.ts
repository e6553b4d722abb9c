import { isUuid, type UrlsExpired } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { rowsOf } from '../connection/sql.js';

/** The list of statuses is the one of the partial index, word for word, or it is not used. */
const FIND = `
SELECT id, urls_expire_at FROM files
WHERE status IN ('completed', 'aborted', 'expired', 'deleted') AND urls_expire_at < $1
ORDER BY urls_expire_at LIMIT $2`;

export async function findUrlsExpired(
  source: DataSource,
  before: Date,
  limit: number,
): Promise<readonly UrlsExpired[]> {
  const rows = await rowsOf<{ id: string; urls_expire_at: Date }>(source, FIND, [before, limit]);
  return rows.map((row) => ({ fileId: row.id, urlsExpireAt: row.urls_expire_at }));
}

/** Where further URLs have been given out since, nothing is written. */
export async function settleUrls(
  source: DataSource,
  { fileId, urlsExpireAt }: UrlsExpired,
  again: Date | undefined,
): Promise<void> {
  if (!isUuid(fileId)) return;
  await rowsOf(
    source,
    `UPDATE files SET urls_expire_at = $3 WHERE id = $1 AND urls_expire_at = $2`,
    [fileId, urlsExpireAt, again ?? null],
  );
}
