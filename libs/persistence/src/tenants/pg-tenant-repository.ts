import { Injectable } from '@nestjs/common';
import {
  isUuid,
  type Page,
  type Tenant,
  type TenantQuery,
  TenantRepository,
} from '@waybill/domain';
import { DataSource, LessThan } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { pageOf } from '../connection/page-of.js';
import { present } from '../entities/present.js';
import { TenantEntity } from '../entities/tenant.entity.js';

/** Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgTenantRepository extends TenantRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async list({ name, limit, before }: TenantQuery): Promise<Page<Tenant, string>> {
    const rows = await guarded(() =>
      this.tenants.find({
        where: { ...(name !== undefined && { name }), ...(before && { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: limit + 1,
      }),
    );
    return pageOf(rows, limit, present, ({ id }) => id);
  }

  override async setDisabled(id: string, disabled: boolean): Promise<Tenant | undefined> {
    if (!isUuid(id)) return undefined;
    const disabledAt = disabled ? () => 'coalesce(disabled_at, now())' : null;
    return guarded(async () => {
      await this.tenants.update({ id }, { disabledAt });
      const row = await this.tenants.findOneBy({ id });
      return row ? present(row) : undefined;
    });
  }

  private get tenants() {
    return this.source.getRepository(TenantEntity);
  }
}
