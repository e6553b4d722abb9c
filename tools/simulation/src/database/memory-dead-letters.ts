import { DeadLetterRepository, type NewDeadLetter } from '@waybill/domain';
import type { MemoryDatabase } from './memory-database.js';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

/** Keeps what it is given; repeats are not folded, since nobody here reads them page by page. */
export class MemoryDeadLetters extends DeadLetterRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  override async record(letters: readonly NewDeadLetter[]): Promise<void> {
    this.db.deadLetters.push(...letters);
  }
}
