import type { DeadLetter, LetterFilter } from '@waybill/domain';
import type { DeadLetterEntity } from '../entities/dead-letter.entity.js';

/** The first four parameters of every statement here; NULL does not narrow. */
export const FITS = `($1::text IS NULL OR reason = $1) AND ($2::text IS NULL OR source = $2)
  AND ($3::timestamptz IS NULL OR last_seen_at >= $3)
  AND ($4::timestamptz IS NULL OR last_seen_at < $4)`;

export function filterParameters({ reason, source, since, before }: LetterFilter): unknown[] {
  return [reason ?? null, source ?? null, since ?? null, before ?? null];
}

export const LETTER_COLUMNS = `id, reason, detail, body, source, first_seen_at AS "firstSeenAt",
  last_seen_at AS "lastSeenAt", times_seen AS "timesSeen"`;

/** A row of {@link LETTER_COLUMNS}: members are named as the entity names them. */
export type LetterRow = Pick<
  DeadLetterEntity,
  'id' | 'reason' | 'detail' | 'body' | 'source' | 'firstSeenAt' | 'lastSeenAt' | 'timesSeen'
>;

export function toDeadLetter(row: LetterRow): DeadLetter {
  const { id, reason, detail, body, source, firstSeenAt, lastSeenAt, timesSeen } = row;
  return { id, reason, detail, body, source, firstSeenAt, lastSeenAt, timesSeen };
}
