import { Injectable } from '@nestjs/common';
import { StoreFactRepository, type StoreFacts } from '@waybill/domain';
import { DataSource, type Repository } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { StoreFactsEntity } from '../entities/store-facts.entity.js';

/** What stores were found to enforce. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgStoreFactRepository extends StoreFactRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async find(bucket: string): Promise<StoreFacts | undefined> {
    const row = await guarded(() => this.rows.findOneBy({ bucket }));
    if (!row) return undefined;
    const { profile, gaps, sealsFinals, provenAt } = row;
    return { profile, gaps, sealsFinals, provenAt };
  }

  override async record(
    bucket: string,
    { profile, gaps, sealsFinals }: Omit<StoreFacts, 'provenAt'>,
  ): Promise<StoreFacts> {
    const facts = { profile, gaps: [...gaps], sealsFinals, provenAt: new Date() };
    await guarded(() => this.rows.upsert({ bucket, ...facts }, ['bucket']));
    return facts;
  }

  private get rows(): Repository<StoreFactsEntity> {
    return this.source.getRepository(StoreFactsEntity);
  }
}
