import type { DeadLetter, LetterFilter, LetterRange, LetterVerdict } from '@waybill/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction, retryingConflicts, rowsOf } from '../connection/sql.js';
import {
  FITS,
  filterParameters,
  LETTER_COLUMNS,
  type LetterRow,
  toDeadLetter,
} from './letter-filter.js';
import { recordLetters } from './record-letters.js';

// Locked in the order of the digests, as `record` does, so that the two do not deadlock.
const LOCK_ONE = `SELECT ${LETTER_COLUMNS} FROM dead_letters WHERE id = $1 FOR UPDATE`;
const LOCK_RANGE = `
SELECT ${LETTER_COLUMNS} FROM dead_letters WHERE id IN (
  SELECT id FROM dead_letters WHERE ${FITS}
    AND ($5::bigint IS NULL OR id > $5) AND ($6::bigint IS NULL OR id <= $6)
  ORDER BY id LIMIT $7)
ORDER BY digest FOR UPDATE`;

export type Judge<Verdict> = (letter: DeadLetter) => Verdict;
export type Act<Verdict> = (verdicts: readonly Verdict[]) => Promise<void>;

export function lockOne(id: string) {
  return (manager: EntityManager) => rowsOf<LetterRow>(manager, LOCK_ONE, [id]);
}

export function lockRange(filter: LetterFilter, { after, upTo, limit }: LetterRange) {
  const parameters = [...filterParameters(filter), after ?? null, upTo ?? null, limit];
  return (manager: EntityManager) => rowsOf<LetterRow>(manager, LOCK_RANGE, parameters);
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
  lock: (manager: EntityManager) => Promise<readonly LetterRow[]>,
  judge: Judge<Verdict>,
  act: Act<Verdict>,
): Promise<readonly Verdict[]> {
  return retryingConflicts(() =>
    inTransaction(source, async (manager) => {
      const letters = (await lock(manager)).map(toDeadLetter);
      const verdicts = letters.sort((a, b) => Number(a.id) - Number(b.id)).map(judge);
      const settled = verdicts.filter((verdict) => verdict.settled);
      if (settled.length === 0) return verdicts;
      await rowsOf(manager, 'DELETE FROM dead_letters WHERE id = ANY($1::bigint[])', [
        settled.map(({ letter }) => letter.id),
      ]);
      await recordLetters(
        manager,
        settled.flatMap(({ rest }) => rest),
      );
      await act(settled);
      return verdicts;
    }),
  );
}
