import { Injectable } from '@nestjs/common';
import { DeadLetterAdmin, DomainError } from '@waybill/domain';
import type {
  DeadLetter,
  DeadLetterReason,
  LetterFilter,
  LetterRange,
  LetterVerdict,
} from '@waybill/domain';
import { LessThan, MoreThan } from 'typeorm';
import { DataSource, type FindOptionsWhere } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { rowCursor, rowId } from '../connection/row-id.js';
import { DeadLetterEntity } from '../entities/dead-letter.entity.js';
import { fits, toDeadLetter } from './letter-filter.js';
import { type Act, type Judge, lettersWithin, settleLetters } from './settle-letters.js';

@Injectable()
export class PgDeadLetterAdmin extends DeadLetterAdmin {
  constructor(private readonly source: DataSource) {
    super();
  }

  /** @throws DomainError cursor_invalid */
  override async list(
    filter: LetterFilter,
    { limit, before }: { readonly limit: number; readonly before?: string },
  ): Promise<readonly DeadLetter[]> {
    const older = before !== undefined && { id: LessThan(rowCursor(before)) };
    const letters = await guarded(() =>
      this.letters.find({
        where: { ...fits(filter), ...older },
        order: { id: 'DESC' },
        take: limit,
      }),
    );
    return letters.map(toDeadLetter);
  }

  override async countByReason(
    filter: LetterFilter,
  ): Promise<Partial<Record<DeadLetterReason, number>>> {
    const rows = await guarded(() =>
      this.letters
        .createQueryBuilder('letter')
        .select('letter.reason', 'reason')
        .addSelect('count(*)', 'count')
        .where(fits(filter))
        .groupBy('letter.reason')
        .orderBy('letter.reason')
        .getRawMany<{ reason: DeadLetterReason; count: number }>(),
    );
    return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
  }

  override async find(id: string): Promise<DeadLetter> {
    const letter = await guarded(() => this.letters.findOneBy(one(id)));
    return letter ? toDeadLetter(letter) : notFound(id);
  }

  override async lastId(filter: LetterFilter): Promise<string | undefined> {
    const last = await guarded(() => this.letters.maximum('id', fits(filter)));
    return last === null ? undefined : String(last);
  }

  override settle<Verdict extends LetterVerdict>(
    filter: LetterFilter,
    range: LetterRange,
    judge: Judge<Verdict>,
    act: Act<Verdict>,
  ): Promise<readonly Verdict[]> {
    return settleLetters(this.source, lettersWithin(filter, range), judge, act);
  }

  override async settleOne<Verdict extends LetterVerdict>(
    id: string,
    judge: Judge<Verdict>,
    act: Act<Verdict>,
  ): Promise<Verdict> {
    const [verdict] = await settleLetters(this.source, { where: one(id) }, judge, act);
    return verdict ?? notFound(id);
  }

  override drop(filter: LetterFilter): Promise<number> {
    // TypeORM refuses to remove without a condition.
    return this.delete({ id: MoreThan(0), ...fits(filter) });
  }

  override async dropOne(id: string): Promise<void> {
    if ((await this.delete(one(id))) === 0) notFound(id);
  }

  private async delete(where: FindOptionsWhere<DeadLetterEntity>): Promise<number> {
    const { affected } = await guarded(() => this.letters.delete(where));
    return affected ?? 0;
  }

  private get letters() {
    return this.source.getRepository(DeadLetterEntity);
  }
}

/** What is no number of a row is not found either. */
function one(text: string): { readonly id: number } {
  const id = rowId(text);
  return id === undefined ? notFound(text) : { id };
}

function notFound(id: string): never {
  throw new DomainError('dead_letter_not_found', `There is no dead letter ${id.slice(0, 40)}.`);
}
