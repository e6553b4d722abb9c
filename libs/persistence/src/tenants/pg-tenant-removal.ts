import { Injectable } from '@nestjs/common';
import { TenantRemoval } from '@waybill/domain';
import { DataSource } from 'typeorm';
import { rowsOf } from '../connection/sql.js';

const TENANTS = `
SELECT id FROM tenants WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT $1`;

const OPEN = `
SELECT id FROM files
WHERE tenant_id = $1
  AND status IN ('pending', 'uploading', 'uploaded', 'failed', 'completed')
ORDER BY id LIMIT $2`;

const ENDED = `
SELECT id FROM files
WHERE tenant_id = $1 AND status IN ('aborted', 'expired', 'deleted') AND urls_expire_at IS NULL
ORDER BY id LIMIT $2`;

/** What the relay has not published yet stays: its readers are promised each event. */
const PARTS = [
  `DELETE FROM journal WHERE id IN (
    SELECT id FROM journal WHERE tenant_id = $1 AND position IS NOT NULL LIMIT $2
  ) RETURNING 1`,
  `DELETE FROM webhook_deliveries WHERE id IN (
    SELECT d.id FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
    WHERE e.tenant_id = $1 LIMIT $2
  ) RETURNING 1`,
  `DELETE FROM webhook_endpoints WHERE id IN (
    SELECT id FROM webhook_endpoints WHERE tenant_id = $1 LIMIT $2
  ) RETURNING 1`,
];

/** Its keys, tokens and counters go with it (ON DELETE CASCADE). */
const TENANT = `
DELETE FROM tenants t WHERE t.id = $1 AND t.deleted_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM files WHERE tenant_id = t.id)
  AND NOT EXISTS (SELECT FROM journal WHERE tenant_id = t.id)
RETURNING t.id`;

/** Raw SQL, since the builder has no limit for a removal. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgTenantRemoval extends TenantRemoval {
  constructor(private readonly source: DataSource) {
    super();
  }

  override tenants(limit: number): Promise<readonly string[]> {
    return this.ids(TENANTS, [limit]);
  }

  override openFiles(tenantId: string, limit: number): Promise<readonly string[]> {
    return this.ids(OPEN, [tenantId, limit]);
  }

  override endedFiles(tenantId: string, limit: number): Promise<readonly string[]> {
    return this.ids(ENDED, [tenantId, limit]);
  }

  override async removeFile(fileId: string): Promise<void> {
    await rowsOf(this.source, 'DELETE FROM files WHERE id = $1', [fileId]);
  }

  override async removeRest(tenantId: string, limit: number): Promise<boolean> {
    for (const part of PARTS)
      if ((await rowsOf(this.source, part, [tenantId, limit])).length === limit) return false;
    return (await this.ids(TENANT, [tenantId])).length > 0;
  }

  private async ids(sql: string, parameters: readonly unknown[]): Promise<readonly string[]> {
    const rows = await rowsOf<{ id: string }>(this.source, sql, parameters);
    return rows.map(({ id }) => id);
  }
}
