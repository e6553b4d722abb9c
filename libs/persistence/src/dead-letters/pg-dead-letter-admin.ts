import { DeadLetterAdmin, DomainError } from '@waybill/domain';
import type {
  DeadLetter,
  DeadLetterReason,
  LetterFilter,
  LetterRange,
  LetterVerdict,
} from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { rowId } from '../connection/row-id.js';
import { rowsOf } from '../connection/sql.js';
import {
  FITS,
  filterParameters,
  LETTER_COLUMNS,
  type LetterRow,
  toDeadLetter,
} from './letter-filter.js';
import { type Act, type Judge, lockOne, lockRange, settleLetters } from './settle-letters.js';

export class PgDeadLetterAdmin extends DeadLetterAdmin {
  constructor(private readonly source: DataSource) {
    super();
  }

  /** @throws DomainError cursor_invalid */
  override async list(
    filter: LetterFilter,
    { limit, before }: { readonly limit: number; readonly before?: string },
  ): Promise<readonly DeadLetter[]> {
    const rows = await rowsOf<LetterRow>(
      this.source,
      `SELECT ${LETTER_COLUMNS} FROM dead_letters
       WHERE ${FITS} AND ($5::bigint IS NULL OR id < $5) ORDER BY id DESC LIMIT $6`,
      [...filterParameters(filter), before === undefined ? null : rowId(before), limit],
    );
    return rows.map(toDeadLetter);
  }

  override async countByReason(
    filter: LetterFilter,
  ): Promise<Partial<Record<DeadLetterReason, number>>> {
    const rows = await rowsOf<{ reason: DeadLetterReason; letters: number }>(
      this.source,
      `SELECT reason, count(*)::integer AS letters FROM dead_letters WHERE ${FITS}
       GROUP BY reason ORDER BY reason`,
      filterParameters(filter),
    );
    return Object.fromEntries(rows.map(({ reason, letters }) => [reason, letters]));
  }

  override async find(id: string): Promise<DeadLetter> {
    const [row] = await rowsOf<LetterRow>(
      this.source,
      `SELECT ${LETTER_COLUMNS} FROM dead_letters WHERE id = $1`,
      [knownId(id)],
    );
    return row ? toDeadLetter(row) : notFound(id);
  }

  override async lastId(filter: LetterFilter): Promise<string | undefined> {
    const [row] = await rowsOf<{ id: string | null }>(
      this.source,
      `SELECT max(id) AS id FROM dead_letters WHERE ${FITS}`,
      filterParameters(filter),
    );
    return row?.id ?? undefined;
  }

  override async settle<Verdict extends LetterVerdict>(
    filter: LetterFilter,
    range: LetterRange,
    judge: Judge<Verdict>,
    act: Act<Verdict>,
  ): Promise<readonly Verdict[]> {
    return settleLetters(this.source, lockRange(filter, range), judge, act);
  }

  override async settleOne<Verdict extends LetterVerdict>(
    id: string,
    judge: Judge<Verdict>,
    act: Act<Verdict>,
  ): Promise<Verdict> {
    const [verdict] = await settleLetters(this.source, lockOne(knownId(id)), judge, act);
    return verdict ?? notFound(id);
  }

  override async drop(filter: LetterFilter): Promise<number> {
    const [row] = await rowsOf<{ dropped: number }>(
      this.source,
      `WITH dropped AS (DELETE FROM dead_letters WHERE ${FITS} RETURNING 1)
       SELECT count(*)::integer AS dropped FROM dropped`,
      filterParameters(filter),
    );
    return row?.dropped ?? 0;
  }

  override async dropOne(id: string): Promise<void> {
    const rows = await rowsOf(this.source, 'DELETE FROM dead_letters WHERE id = $1 RETURNING id', [
      knownId(id),
    ]);
    if (rows.length === 0) notFound(id);
  }
}

/** What is no number of a row is not found either. */
function knownId(id: string): string {
  return /^\d{1,18}$/u.test(id) ? id : notFound(id);
}

function notFound(id: string): never {
  throw new DomainError('dead_letter_not_found', `There is no dead letter ${id.slice(0, 40)}.`);
}
