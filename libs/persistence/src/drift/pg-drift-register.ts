import { Injectable } from '@nestjs/common';
import { DriftRegister, isUuid } from '@waybill/domain';
import type { DriftFound, DriftOutcome, File } from '@waybill/domain';
import { IsNull, Not } from 'typeorm';
import { DataSource } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { columnsOf, rowReader } from '../connection/entity-rows.js';
import { rowsOf } from '../connection/sql.js';
import { storableJson } from '../connection/text.js';
import { FileEntity } from '../entities/file.entity.js';
import { CLAIM_DUE, LOOK_SOON, RECORD } from './drift.sql.js';

/** Drift in PostgreSQL. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgDriftRegister extends DriftRegister {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async claimDue(every: number, limit: number): Promise<readonly File[]> {
    const sql = CLAIM_DUE(columnsOf(this.source, FileEntity, 'f'));
    const rows = await rowsOf<object>(this.source, sql, [every, limit]);
    return rows.map(rowReader(this.source, FileEntity));
  }

  override async lookSoon(fileIds: readonly string[]): Promise<void> {
    const ids = fileIds.filter(isUuid);
    if (ids.length > 0) await rowsOf(this.source, LOOK_SOON, [ids]);
  }

  override async record(file: File, drift: DriftFound | undefined): Promise<DriftOutcome> {
    const { id, location } = file;
    if (!location) return 'unchanged';
    const changed = await rowsOf(this.source, RECORD, [
      id,
      location.key,
      location.etag,
      drift?.reason ?? null,
      storableJson(drift ? { ...drift } : {}),
    ]);
    if (changed.length === 0) return 'unchanged';
    return drift ? 'drifted' : 'restored';
  }

  override count(): Promise<number> {
    const where = { status: 'completed' as const, drift: { since: Not(IsNull()) } };
    return guarded(() => this.source.getRepository(FileEntity).countBy(where));
  }
}
