import { Injectable } from '@nestjs/common';
import {
  DomainError,
  isUuid,
  type Page,
  type Tenant,
  type TenantQuery,
  TenantRepository,
} from '@waybill/domain';
import { DataSource, IsNull, LessThan } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { pageOf } from '../connection/page-of.js';
import { rowsOf } from '../connection/sql.js';
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
    const page = pageOf(rows, limit, present, ({ id }) => id);
    return { ...page, items: await this.withFilesLeft(page.items) };
  }

  override async setDisabled(id: string, disabled: boolean): Promise<Tenant | undefined> {
    if (!isUuid(id)) return undefined;
    const disabledAt = disabled ? () => 'coalesce(disabled_at, now())' : null;
    return guarded(async () => {
      await this.tenants.update({ id, deletedAt: IsNull() }, { disabledAt });
      const row = await this.tenants.findOneBy({ id });
      if (row?.deletedAt) throw new DomainError('tenant_deleting', 'The tenant is being deleted.');
      return row ? present(row) : undefined;
    });
  }

  override async delete(id: string): Promise<Tenant | undefined> {
    if (!isUuid(id)) return undefined;
    return guarded(async () => {
      await this.tenants.update(
        { id, deletedAt: IsNull() },
        { disabledAt: () => 'coalesce(disabled_at, now())', deletedAt: () => 'now()' },
      );
      const row = await this.tenants.findOneBy({ id });
      const [tenant] = await this.withFilesLeft(row ? [present(row)] : []);
      return tenant;
    });
  }

  private async withFilesLeft(tenants: readonly Tenant[]): Promise<readonly Tenant[]> {
    const deleting = tenants.filter(({ deletedAt }) => deletedAt).map(({ id }) => id);
    if (deleting.length === 0) return tenants;
    const rows = await rowsOf<{ id: string; count: number }>(
      this.source,
      'SELECT tenant_id AS id, count(*) AS count FROM files WHERE tenant_id = ANY ($1) GROUP BY 1',
      [deleting],
    );
    const left = new Map(rows.map(({ id, count }) => [id, count]));
    return tenants.map((tenant) =>
      tenant.deletedAt ? { ...tenant, filesLeft: left.get(tenant.id) ?? 0 } : tenant,
    );
  }

  private get tenants() {
    return this.source.getRepository(TenantEntity);
  }
}
