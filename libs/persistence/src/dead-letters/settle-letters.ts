import type { DeadLetter, LetterFilter, LetterRange, LetterVerdict } from '@waybill/domain';
import { And, In, LessThanOrEqual, MoreThan } from 'typeorm';
import type { DataSource, EntityManager, FindManyOptions } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { inTransaction, retryingConflicts } from '../connection/sql.js';
import { DeadLetterEntity } from '../entities/dead-letter.entity.js';
import { fits, toDeadLetter } from './letter-filter.js';
import { recordLetters } from './record-letters.js';

export type Judge<Verdict> = (letter: DeadLetter) => Verdict;
export type Act<Verdict> = (verdicts: readonly Verdict[]) => Promise<void>;
export type LetterChoice = Pick<FindManyOptions<DeadLetterEntity>, 'where' | 'order' | 'take'>;

export function lettersWithin(filter: LetterFilter, range: LetterRange): LetterChoice {
  const { after = 0, upTo = Number.MAX_SAFE_INTEGER, limit } = range;
  const id = And(MoreThan(Number(after)), LessThanOrEqual(Number(upTo)));
  return { where: { ...fits(filter), id }, order: { id: 'ASC' }, take: limit };
}

/**
 * One transaction: the letters are locked and removed, then `act` does what replaces them, then
 * comes the commit. `act` is last, so that nothing here can fail after it but the commit; then the
 * letters stay, and `act` must bear to be repeated. What becomes a letter again while `act` is under
 * way waits for the lock, and is a row of its own afterwards.
 * @returns the verdicts, oldest letter first
 */
export async function settleLetters<Verdict extends LetterVerdict>(
  source: DataSource,
  choice: LetterChoice,
  judge: Judge<Verdict>,
  act: Act<Verdict>,
): Promise<readonly Verdict[]> {
  return retryingConflicts(() =>
    inTransaction(source, async (manager) => {
      const letters = await guarded(() => lock(manager, choice));
      const verdicts = letters.map(toDeadLetter).map(judge);
      const settled = verdicts.filter((verdict) => verdict.settled);
      if (settled.length === 0) return verdicts;
      const ids = settled.map(({ letter }) => Number(letter.id));
      await guarded(() => manager.delete(DeadLetterEntity, ids));
      await recordLetters(
        manager,
        settled.flatMap(({ rest }) => rest),
      );
      await act(settled);
      return verdicts;
    }),
  );
}

/** Locks in the order of the digests, as `record` does, so that the two do not deadlock. */
async function lock(manager: EntityManager, choice: LetterChoice): Promise<DeadLetterEntity[]> {
  const chosen = await manager.find(DeadLetterEntity, { ...choice, select: { id: true } });
  const letters = await manager.find(DeadLetterEntity, {
    where: { id: In(chosen.map(({ id }) => id)) },
    order: { digest: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  return letters.sort((a, b) => a.id - b.id);
}
