import type { QuotaReview } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { retryingConflicts, rowsOf } from '../connection/sql.js';

/** Tenants whose counters were never compared come first. $1 how many, $2 seconds. */
const OLDEST = `
SELECT t.id FROM tenants t LEFT JOIN quotas q ON q.owner_id = t.id
WHERE q.reconciled_at IS NULL OR q.reconciled_at < now() - make_interval(secs => $2::float8)
ORDER BY q.reconciled_at NULLS FIRST, t.id
LIMIT $1`;

/** A release that counts nothing may have run beside this one. $1 tenant id. */
const MAKE_ROWS = `
INSERT INTO quotas (owner_id, owner, tenant_id)
SELECT $1::uuid, 'tenant', $1::uuid
UNION ALL
SELECT id, 'key', tenant_id FROM api_keys WHERE tenant_id = $1::uuid
ON CONFLICT DO NOTHING`;

/**
 * One statement, so one snapshot: files and counters change together, so whatever differs in it is
 * wrong, however busy the tenant is. The difference is added to what the counters are by then.
 *
 * $1 tenant id.
 */
const REPAIR = `
WITH files_of AS MATERIALIZED (
  SELECT created_by,
    count(*) FILTER (WHERE status <> 'completed') AS uploads,
    coalesce(sum(chunk_count) FILTER (WHERE status <> 'completed'), 0)::bigint AS chunks,
    coalesce(sum(size) FILTER (WHERE status <> 'completed'), 0)::bigint AS in_flight,
    coalesce(sum(size) FILTER (WHERE status = 'completed'), 0)::bigint AS stored
  FROM files
  WHERE tenant_id = $1::uuid
    AND status IN ('pending', 'uploading', 'uploaded', 'completing', 'failed', 'completed')
  GROUP BY created_by
), wrong AS MATERIALIZED (
  SELECT q.owner_id,
    coalesce(sum(f.uploads), 0)::bigint - q.open_uploads AS uploads,
    coalesce(sum(f.chunks), 0)::bigint - q.open_chunks AS chunks,
    coalesce(sum(f.in_flight), 0)::bigint - q.bytes_in_flight AS in_flight,
    coalesce(sum(f.stored), 0)::bigint - q.stored_bytes AS stored
  FROM quotas q
  LEFT JOIN files_of f ON q.owner = 'tenant' OR f.created_by = q.owner_id
  WHERE q.tenant_id = $1::uuid
  GROUP BY q.owner_id
), locked AS MATERIALIZED (
  SELECT owner_id FROM quotas WHERE tenant_id = $1::uuid ORDER BY owner_id FOR NO KEY UPDATE
), repaired AS (
  UPDATE quotas q SET
    open_uploads = greatest(0, q.open_uploads + w.uploads),
    open_chunks = greatest(0, q.open_chunks + w.chunks),
    bytes_in_flight = greatest(0, q.bytes_in_flight + w.in_flight),
    stored_bytes = greatest(0, q.stored_bytes + w.stored),
    reconciled_at = now()
  FROM wrong w JOIN locked l ON l.owner_id = w.owner_id
  WHERE q.owner_id = w.owner_id
)
SELECT owner_id FROM wrong WHERE (uploads, chunks, in_flight, stored) <> (0, 0, 0, 0)
ORDER BY owner_id`;

/** @throws DomainError database_unavailable */
export async function reconcileQuotas(
  source: DataSource,
  tenants: number,
  notWithin: number,
): Promise<QuotaReview> {
  const oldest = await rowsOf<{ id: string }>(source, OLDEST, [tenants, notWithin]);
  const repaired: string[] = [];
  for (const { id } of oldest) {
    await rowsOf(source, MAKE_ROWS, [id]);
    const wrong = await retryingConflicts(() => rowsOf<{ owner_id: string }>(source, REPAIR, [id]));
    repaired.push(...wrong.map(({ owner_id }) => owner_id));
  }
  return { tenants: oldest.length, repaired };
}
