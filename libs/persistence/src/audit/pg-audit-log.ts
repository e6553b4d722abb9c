import { Injectable } from '@nestjs/common';
import {
  AuditLog,
  type AuditedResource,
  type AuditEntry,
  type AuditQuery,
  isUuid,
  type Page,
} from '@waybill/domain';
import { DataSource, type FindOptionsWhere, LessThan, MoreThanOrEqual, Raw } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { pageOf } from '../connection/page-of.js';
import { rowCursor } from '../connection/row-id.js';
import { rowsOf } from '../connection/sql.js';
import { AuditEntity } from '../entities/audit.entity.js';

/** Raw SQL, since the builder has no limit for a removal. $1 seconds of retention, $2 limit. */
const PRUNE = `
DELETE FROM audit WHERE id IN (
  SELECT id FROM audit
  WHERE at < now() - greatest($1::float8, 86400) * interval '1 second'
  ORDER BY at LIMIT $2
)
RETURNING id`;

/** Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgAuditLog extends AuditLog {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async note(
    resource: AuditedResource,
    data: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await rowsOf(this.source, 'SELECT audit_note($1, NULL, NULL, $2::jsonb)', [
      resource,
      JSON.stringify(data),
    ]);
  }

  override async list(query: AuditQuery): Promise<Page<AuditEntry, string>> {
    const { tenantId, limit } = query;
    if (tenantId !== undefined && !isUuid(tenantId)) return { items: [] };
    const rows = await guarded(() =>
      this.source.manager.find(AuditEntity, {
        where: whereOf(query),
        order: { id: 'DESC' },
        take: limit + 1,
      }),
    );
    return pageOf(rows, limit, toEntry, ({ id }) => id);
  }

  override async prune(retention: number, limit: number): Promise<number> {
    return (await rowsOf(this.source, PRUNE, [retention, limit])).length;
  }
}

function whereOf(query: AuditQuery): FindOptionsWhere<AuditEntity> {
  const { tenantId, actorId, operation, resourceId, since, until, before } = query;
  return {
    ...(tenantId !== undefined && { tenantId }),
    ...(actorId !== undefined && { actorId }),
    ...(operation !== undefined && { operation }),
    ...(resourceId !== undefined && { resourceId }),
    ...within(since, until),
    ...(before !== undefined && { id: LessThan(rowCursor(before)) }),
  };
}

function within(since: Date | undefined, until: Date | undefined): FindOptionsWhere<AuditEntity> {
  if (since && until) {
    const at = Raw((column) => `${column} >= :since AND ${column} < :until`, { since, until });
    return { at };
  }
  if (since) return { at: MoreThanOrEqual(since) };
  return until ? { at: LessThan(until) } : {};
}

function toEntry(row: AuditEntity): AuditEntry {
  const { actorKind, actorId, address, requestId, operation, tenantId, resourceId } = row;
  return {
    id: String(row.id),
    at: row.at,
    actor: { kind: actorKind, id: actorId, address, requestId, operation },
    ...(tenantId !== null && { tenantId }),
    resource: row.resource,
    ...(resourceId !== null && { resourceId }),
    data: row.data,
  };
}
