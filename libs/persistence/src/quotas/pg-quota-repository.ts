import { Injectable } from '@nestjs/common';
import {
  isUuid,
  type LimitChange,
  type LimitName,
  type Limits,
  type OwnerRef,
  type Quota,
  QuotaRepository,
  type QuotaReview,
} from '@waybill/domain';
import { DataSource, In } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { rowsOf } from '../connection/sql.js';
import { QuotaEntity } from '../entities/quota.entity.js';
import { reconcileQuotas } from './reconcile-quotas.js';

const COLUMNS = {
  openUploads: 'maxOpenUploads',
  openChunks: 'maxOpenChunks',
  bytesInFlight: 'maxBytesInFlight',
  storedBytes: 'maxStoredBytes',
  fileSize: 'maxFileSize',
  streams: 'maxStreams',
  requestsPerSecond: 'maxRequestsPerSecond',
} as const satisfies Record<LimitName, keyof QuotaEntity>;

const NAMES = Object.keys(COLUMNS) as LimitName[];

/** An owner's first file makes its row as well: who comes second finds it. */
const MAKE_ROW = {
  tenant: `INSERT INTO quotas (owner_id, owner, tenant_id)
    SELECT id, 'tenant', id FROM tenants WHERE id = $1::uuid ON CONFLICT DO NOTHING`,
  key: `INSERT INTO quotas (owner_id, owner, tenant_id)
    SELECT id, 'key', tenant_id FROM api_keys WHERE id = $1::uuid AND tenant_id IS NOT NULL
    ON CONFLICT DO NOTHING`,
} as const;

/** Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgQuotaRepository extends QuotaRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async find({ owner, id }: OwnerRef): Promise<Quota | undefined> {
    if (!isUuid(id)) return undefined;
    await rowsOf(this.source, MAKE_ROW[owner], [id]);
    const row = await guarded(() => this.quotas.findOneBy({ ownerId: id, owner }));
    return row ? quotaOf(row) : undefined;
  }

  override async setLimits(ref: OwnerRef, change: LimitChange): Promise<Quota | undefined> {
    if (!(await this.find(ref))) return undefined;
    const columns = NAMES.flatMap((name) =>
      change[name] === undefined ? [] : [[COLUMNS[name], change[name]] as const],
    );
    if (columns.length > 0) {
      await guarded(() => this.quotas.update({ ownerId: ref.id }, Object.fromEntries(columns)));
    }
    return this.find(ref);
  }

  override async limitsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Limits>> {
    const rows = await guarded(() => this.quotas.findBy({ ownerId: In(ids.filter(isUuid)) }));
    const found = rows.map((row) => [row.ownerId, quotaOf(row).limits] as const);
    return new Map(found.filter(([, limits]) => Object.keys(limits).length > 0));
  }

  override reconcile(tenants: number, notWithin: number): Promise<QuotaReview> {
    return reconcileQuotas(this.source, tenants, notWithin);
  }

  private get quotas() {
    return this.source.getRepository(QuotaEntity);
  }
}

function quotaOf(row: QuotaEntity): Quota {
  const { openUploads, openChunks, bytesInFlight, storedBytes } = row;
  const limits = NAMES.flatMap((name) => {
    const max = row[COLUMNS[name]];
    return max === null ? [] : [[name, max] as const];
  });
  return {
    limits: Object.fromEntries(limits),
    usage: { openUploads, openChunks, bytesInFlight, storedBytes },
  };
}
