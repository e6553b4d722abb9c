import type { Webhook, WebhookChange, WebhookRef } from '@waybill/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { storableText } from '../connection/text.js';
import { toWebhook, WEBHOOK_COLUMNS } from './webhook-mapper.js';
import type { WebhookRow } from './webhook-mapper.js';

/** Every part that can be changed, as it is to be; a status that stays keeps its reason. */
const CHANGE = `
UPDATE webhook_endpoints SET
  url = $2, types = $3::text[], description = $4, status = $5::text,
  paused_reason = CASE WHEN $5::text = 'paused' THEN coalesce(paused_reason, 'requested') END,
  paused_at = CASE WHEN $5::text = 'paused' THEN coalesce(paused_at, now()) END,
  failing_since = CASE WHEN $6::boolean THEN NULL ELSE failing_since END,
  held_until = CASE WHEN $6::boolean THEN NULL ELSE held_until END
WHERE id = $1
RETURNING ${WEBHOOK_COLUMNS}`;

/**
 * What waited is due at once, with a full round of attempts; so is what ran out of attempts while
 * the endpoint was failing.
 */
const REVIVE = `
UPDATE webhook_deliveries SET status = 'pending', tries = 0, next_attempt_at = now()
WHERE endpoint_id = $1 AND (status = 'pending' OR (status = 'failed' AND last_attempt_at >= $2))`;

/** @returns undefined where the tenant has no such webhook */
export async function changeWebhook(
  source: DataSource,
  ref: WebhookRef,
  change: WebhookChange,
): Promise<Webhook | undefined> {
  return inTransaction(source, async (manager) => {
    const before = await lockWebhook(manager, ref);
    if (!before) return undefined;
    const next = { ...before, ...change };
    const resumes = before.status === 'paused' && next.status === 'active';
    const { description } = next;
    const [row] = await rowsOf<WebhookRow>(manager, CHANGE, [
      before.id,
      next.url,
      next.types ?? null,
      description === undefined || description === null ? null : storableText(description),
      next.status,
      resumes,
    ]);
    if (resumes) await rowsOf(manager, REVIVE, [before.id, before.failingSince ?? null]);
    return row && toWebhook(row);
  });
}

/** Waits for whoever changes it now. */
export async function lockWebhook(
  manager: EntityManager,
  { webhookId, tenantId }: WebhookRef,
): Promise<Webhook | undefined> {
  const [row] = await rowsOf<WebhookRow>(
    manager,
    `SELECT ${WEBHOOK_COLUMNS} FROM webhook_endpoints
     WHERE id = $1 AND tenant_id = $2 FOR NO KEY UPDATE`,
    [webhookId, tenantId],
  );
  return row && toWebhook(row);
}
