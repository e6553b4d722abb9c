import type { NewDeadLetter } from '@waybill/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { rowsOf } from '../connection/sql.js';
import { foldLetters } from './dead-letter-text.js';

// Raw SQL: a batch is one statement, which adds up counts where letters are there already.
// In the order of the digests, so that two batches with the same letters do not deadlock.
// A letter that comes back from a replay brings its count along; recorded twice, since jobs can run
// twice, it does not bring it twice.
const RECORD = `
INSERT INTO dead_letters
  (digest, reason, detail, body, source, times_seen, first_seen_at, last_seen_at)
SELECT decode(digest, 'hex'), reason, detail, body, source, times,
  coalesce(first_seen, now()), now()
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::integer[],
    $7::timestamptz[])
  AS letter (digest, reason, detail, body, source, times, first_seen)
ORDER BY digest
ON CONFLICT (digest) DO UPDATE SET
  times_seen = CASE WHEN excluded.first_seen_at < excluded.last_seen_at
    THEN greatest(dead_letters.times_seen + 1, excluded.times_seen)
    ELSE dead_letters.times_seen + excluded.times_seen END,
  first_seen_at = least(dead_letters.first_seen_at, excluded.first_seen_at),
  last_seen_at = clock_timestamp(), detail = excluded.detail, source = excluded.source`;

/** @throws DomainError database_unavailable */
export async function recordLetters(
  source: DataSource | EntityManager,
  letters: readonly NewDeadLetter[],
): Promise<void> {
  const kept = foldLetters(letters);
  if (kept.length === 0) return;
  await rowsOf(source, RECORD, [
    kept.map((letter) => letter.digest),
    kept.map((letter) => letter.reason),
    kept.map((letter) => letter.detail),
    kept.map((letter) => letter.body),
    kept.map((letter) => letter.source),
    kept.map((letter) => letter.times),
    kept.map((letter) => letter.firstSeenAt ?? null),
  ]);
}
