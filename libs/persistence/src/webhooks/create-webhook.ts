import { DomainError } from '@waybill/domain';
import type { NewWebhook, Webhook } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { storableText } from '../connection/text.js';
import { toWebhook, WEBHOOK_COLUMNS } from './webhook-mapper.js';
import type { WebhookRow } from './webhook-mapper.js';

/** @throws DomainError webhook_limit_reached, database_unavailable */
export async function createWebhook(
  source: DataSource,
  webhook: NewWebhook,
  limit: number,
): Promise<Webhook> {
  return inTransaction(source, async (manager) => {
    // Of several at once each counts those before it.
    await rowsOf(manager, 'SELECT FROM tenants WHERE id = $1 FOR NO KEY UPDATE', [
      webhook.tenantId,
    ]);
    const [{ count } = { count: 0 }] = await rowsOf<{ count: number }>(
      manager,
      'SELECT count(*)::integer AS count FROM webhook_endpoints WHERE tenant_id = $1',
      [webhook.tenantId],
    );
    if (count >= limit) {
      throw new DomainError('webhook_limit_reached', `A tenant has at most ${limit} webhooks.`);
    }
    const [row] = await rowsOf<WebhookRow>(
      manager,
      `INSERT INTO webhook_endpoints (id, tenant_id, url, types, description, after_position)
       SELECT $1, $2, $3, $4, $5, last_position FROM journal_relay
       RETURNING ${WEBHOOK_COLUMNS}`,
      [
        webhook.id,
        webhook.tenantId,
        webhook.url,
        webhook.types ?? null,
        webhook.description === undefined ? null : storableText(webhook.description),
      ],
    );
    if (!row) throw new Error('The journal has no relay.');
    await rowsOf(
      manager,
      'INSERT INTO webhook_secrets (id, endpoint_id, secret) VALUES ($1, $2, $3)',
      [uuidv7(), webhook.id, webhook.secret],
    );
    return toWebhook(row);
  });
}
