import { DeadLetterRepository } from '@waybill/domain';
import type { DeadLetter, NewDeadLetter } from '@waybill/domain';
import { LessThan } from 'typeorm';
import type { DataSource } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { rowId } from '../connection/row-id.js';
import { retryingConflicts, rowsOf } from '../connection/sql.js';
import { DeadLetterEntity } from '../entities/dead-letter.entity.js';
import { foldLetters } from './dead-letter-text.js';

// In the order of the digests, so that two batches with the same letters do not deadlock.
const RECORD = `
INSERT INTO dead_letters (digest, reason, detail, body, source, times_seen)
SELECT decode(digest, 'hex'), reason, detail, body, source, times
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::integer[])
  AS letter (digest, reason, detail, body, source, times)
ORDER BY digest
ON CONFLICT (digest) DO UPDATE SET
  times_seen = dead_letters.times_seen + excluded.times_seen,
  last_seen_at = clock_timestamp(), detail = excluded.detail, source = excluded.source`;

/** Events that could not be used. Every method may throw DomainError `database_unavailable`. */
export class PgDeadLetterRepository extends DeadLetterRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async record(letters: readonly NewDeadLetter[]): Promise<void> {
    const kept = foldLetters(letters);
    if (kept.length === 0) return;
    await retryingConflicts(() =>
      rowsOf(this.source, RECORD, [
        kept.map((letter) => letter.digest),
        kept.map((letter) => letter.reason),
        kept.map((letter) => letter.detail),
        kept.map((letter) => letter.body),
        kept.map((letter) => letter.source),
        kept.map((letter) => letter.times),
      ]),
    );
  }

  /**
   * Newest first, by when the letter was first seen.
   * @throws DomainError cursor_invalid
   */
  override async list(query: {
    readonly limit: number;
    readonly before?: string;
  }): Promise<readonly DeadLetter[]> {
    const { limit, before } = query;
    const rows = await guarded(() =>
      this.source.getRepository(DeadLetterEntity).find({
        where: before === undefined ? {} : { id: LessThan(rowId(before)) },
        order: { id: 'DESC' },
        take: limit,
      }),
    );
    return rows.map(toDeadLetter);
  }

  override async count(): Promise<number> {
    return guarded(() => this.source.getRepository(DeadLetterEntity).count());
  }
}

function toDeadLetter(row: DeadLetterEntity): DeadLetter {
  const { id, reason, detail, body, source, firstSeenAt, lastSeenAt, timesSeen } = row;
  return { id, reason, detail, body, source, firstSeenAt, lastSeenAt, timesSeen };
}
