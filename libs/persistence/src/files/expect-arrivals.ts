import { isUuid, type UrlsToGive } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { prepared, preparedRowsOf } from '../connection/prepared.js';
import { retryingConflicts } from '../connection/sql.js';
import { TOUCHED } from './touched.sql.js';

/** Seconds: a look that comes sooner than this is soon enough. */
export const FAR_OFF = 30;

/** Of a URL's life, what is remembered beyond it: so that not every page of URLs writes. */
const AHEAD = 0.25;

/**
 * The condition under which a file does not expect such URLs yet. The three are parameters: seconds that
 * are far off, when the last of the URLs ends, and by which profile they are signed.
 */
export function unexpected(farOff: string, expireAt: string, profile: string): string {
  return `(next_look_at > now() + make_interval(secs => ${farOff}::float8)
  OR urls_expire_at IS NULL OR urls_expire_at < ${expireAt}::timestamptz
  OR url_profile IS DISTINCT FROM ${profile}::text)`;
}

/**
 * Locks nothing where there is nothing to write, as with most pages of URLs.
 *
 * $1 file id, $2 seconds that are far off, $3 when the last of these URLs ends, $4 what is remembered
 * where that is later than what was.
 */
const EXPECT = prepared(`
UPDATE files SET
  urls_expire_at = greatest(urls_expire_at, $4::timestamptz),
  unbound_urls = unbound_urls OR coalesce(url_profile <> $5::text, false),
  url_profile = $5::text, ${TOUCHED}
WHERE id = $1::uuid AND ${unexpected('$2', '$3', '$5')}`);

/**
 * Once for a file: it goes by the first URLs that bind no SHA-256. Locks as arrivals do, and as whoever
 * declares digests does: a digest is declared either before, and is seen here, or after, and finds
 * the file marked.
 *
 * $1 file id, $2 numbers of the chunks, $3 what MD5 their URLs bind, in hex.
 */
const MARK_UNBOUND = prepared(`
WITH locked_file AS MATERIALIZED (
  SELECT id, unbound_urls FROM files WHERE id = $1::uuid
  FOR NO KEY UPDATE
), locked AS MATERIALIZED (
  SELECT f.id, c.status = 'uploaded' OR c.sha256 IS NOT NULL
    OR c.md5 IS DISTINCT FROM decode(u.md5, 'hex') AS changed
  FROM locked_file f
  CROSS JOIN LATERAL (
    SELECT number, status, sha256, md5 FROM file_chunks
    WHERE file_id = f.id AND number = ANY ($2::integer[])
    ORDER BY number
    FOR NO KEY UPDATE
  ) c
  JOIN unnest($2::integer[], $3::text[]) AS u (number, md5) ON u.number = c.number
), marked AS (
  UPDATE files f SET unbound_urls = true, ${TOUCHED}
  FROM locked_file l
  WHERE f.id = l.id AND NOT l.unbound_urls AND NOT EXISTS (SELECT FROM locked WHERE changed)
)
SELECT coalesce(bool_or(changed), false) AS changed FROM locked`);

/** @returns whether the URLs may be given out as they were thought of */
export async function expectArrivals(
  source: DataSource,
  fileId: string,
  { unbound, expireAt, profile }: UrlsToGive,
): Promise<boolean> {
  if (!isUuid(fileId)) return true;
  if (unbound.length > 0) {
    const [row] = await retryingConflicts(() =>
      preparedRowsOf<{ changed: boolean }>(source, MARK_UNBOUND, [
        fileId,
        unbound.map(({ number }) => number),
        unbound.map(({ md5 }) => md5 ?? null),
      ]),
    );
    if (row?.changed) return false;
  }
  const life = expireAt.getTime() - Date.now();
  const remembered = new Date(expireAt.getTime() + Math.max(0, Math.round(life * AHEAD)));
  await preparedRowsOf(source, EXPECT, [fileId, FAR_OFF, expireAt, remembered, profile]);
  return true;
}
