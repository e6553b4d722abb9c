import { Injectable } from '@nestjs/common';
import { Installation } from '@waybill/domain';
import { DataSource } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { InstallationEntity } from '../entities/installation.entity.js';

@Injectable()
export class PgInstallation extends Installation {
  constructor(private readonly source: DataSource) {
    super();
  }

  /** @throws DomainError database_unavailable */
  override async id(): Promise<string> {
    const where = { onlyRow: true as const };
    const row = await guarded(() => this.source.getRepository(InstallationEntity).findOneBy(where));
    if (!row) throw new Error('The table "installation" is empty; its one row is made with it.');
    return row.id;
  }
}
