import { Injectable } from '@nestjs/common';
import { DeadLetterRepository } from '@waybill/domain';
import type { NewDeadLetter } from '@waybill/domain';
import { DataSource } from 'typeorm';
import { retryingConflicts } from '../connection/sql.js';
import { recordLetters } from './record-letters.js';

/** Events that could not be used. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgDeadLetterRepository extends DeadLetterRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async record(letters: readonly NewDeadLetter[]): Promise<void> {
    await retryingConflicts(() => recordLetters(this.source, letters));
  }
}
