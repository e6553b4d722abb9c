import { isUuid, WebhookRepository } from '@waybill/domain';
import type {
  DeliveryStatus,
  NewWebhook,
  Page,
  Webhook,
  WebhookAttempt,
  WebhookChange,
  WebhookDelivery,
  WebhookRef,
} from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { pageOf } from '../connection/page-of.js';
import { rowsOf } from '../connection/sql.js';
import { changeWebhook } from './change-webhook.js';
import { createWebhook } from './create-webhook.js';
import { rotateSecret } from './rotate-secret.js';
import {
  DELIVERY_COLUMNS,
  toAttempt,
  toDelivery,
  toWebhook,
  WEBHOOK_COLUMNS,
} from './webhook-mapper.js';
import type { AttemptRow, DeliveryRow, WebhookRow } from './webhook-mapper.js';

/** No id of ours; above all of them, so that a page before it is the first. */
const ABOVE_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Tenants' webhooks. Every method may throw DomainError `database_unavailable`. */
export class PgWebhookRepository extends WebhookRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override create(webhook: NewWebhook, limit: number): Promise<Webhook> {
    return createWebhook(this.source, webhook, limit);
  }

  override async find({ webhookId, tenantId }: WebhookRef): Promise<Webhook | undefined> {
    if (!isUuid(webhookId)) return undefined;
    const [row] = await rowsOf<WebhookRow>(
      this.source,
      `SELECT ${WEBHOOK_COLUMNS} FROM webhook_endpoints WHERE id = $1 AND tenant_id = $2`,
      [webhookId, tenantId],
    );
    return row && toWebhook(row);
  }

  override async list(
    tenantId: string,
    query: { readonly limit: number; readonly before?: string },
  ): Promise<Page<Webhook, string>> {
    const rows = await rowsOf<WebhookRow>(
      this.source,
      `SELECT ${WEBHOOK_COLUMNS} FROM webhook_endpoints
       WHERE tenant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
      [tenantId, query.before ?? ABOVE_ALL, query.limit + 1],
    );
    return pageOf(rows, query.limit, toWebhook, ({ id }) => id);
  }

  override async change(ref: WebhookRef, change: WebhookChange): Promise<Webhook | undefined> {
    return isUuid(ref.webhookId) ? changeWebhook(this.source, ref, change) : undefined;
  }

  override async remove({ webhookId, tenantId }: WebhookRef): Promise<boolean> {
    if (!isUuid(webhookId)) return false;
    const rows = await rowsOf(
      this.source,
      'DELETE FROM webhook_endpoints WHERE id = $1 AND tenant_id = $2 RETURNING id',
      [webhookId, tenantId],
    );
    return rows.length > 0;
  }

  override async rotateSecret(
    ref: WebhookRef,
    secret: string,
    overlap: number,
  ): Promise<{ readonly previousExpiresAt: Date } | undefined> {
    return isUuid(ref.webhookId) ? rotateSecret(this.source, ref, secret, overlap) : undefined;
  }

  override async deliveries(
    { webhookId, tenantId }: WebhookRef,
    query: { readonly limit: number; readonly before?: string; readonly status?: DeliveryStatus },
  ): Promise<Page<WebhookDelivery, string>> {
    if (!isUuid(webhookId)) return { items: [] };
    const rows = await rowsOf<DeliveryRow>(
      this.source,
      `SELECT ${DELIVERY_COLUMNS}
       FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
       WHERE e.id = $1 AND e.tenant_id = $2 AND d.id < $3 AND ($4::text IS NULL OR d.status = $4)
       ORDER BY d.id DESC LIMIT $5`,
      [webhookId, tenantId, query.before ?? ABOVE_ALL, query.status ?? null, query.limit + 1],
    );
    return pageOf(rows, query.limit, toDelivery, ({ id }) => id);
  }

  override async delivery(
    { webhookId, tenantId }: WebhookRef,
    deliveryId: string,
  ): Promise<{ delivery: WebhookDelivery; attempts: readonly WebhookAttempt[] } | undefined> {
    if (!isUuid(webhookId) || !isUuid(deliveryId)) return undefined;
    const [row] = await rowsOf<DeliveryRow>(
      this.source,
      `SELECT ${DELIVERY_COLUMNS}
       FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
       WHERE e.id = $1 AND e.tenant_id = $2 AND d.id = $3`,
      [webhookId, tenantId, deliveryId],
    );
    if (!row) return undefined;
    const attempts = await rowsOf<AttemptRow>(
      this.source,
      `SELECT number, at, duration_ms, status_code, error, response
       FROM webhook_attempts WHERE delivery_id = $1 ORDER BY number`,
      [deliveryId],
    );
    return { delivery: toDelivery(row), attempts: attempts.map(toAttempt) };
  }

  override async redeliver(
    { webhookId, tenantId }: WebhookRef,
    deliveryId: string,
  ): Promise<WebhookDelivery | undefined> {
    if (!isUuid(webhookId) || !isUuid(deliveryId)) return undefined;
    const [row] = await rowsOf<DeliveryRow>(
      this.source,
      `UPDATE webhook_deliveries d SET status = 'pending', tries = 0, next_attempt_at = now()
       FROM webhook_endpoints e
       WHERE e.id = d.endpoint_id AND e.id = $1 AND e.tenant_id = $2 AND d.id = $3
       RETURNING ${DELIVERY_COLUMNS}`,
      [webhookId, tenantId, deliveryId],
    );
    return row && toDelivery(row);
  }

  override async addTest(
    { webhookId, tenantId }: WebhookRef,
    deliveryId: string,
  ): Promise<WebhookDelivery | undefined> {
    if (!isUuid(webhookId)) return undefined;
    const [row] = await rowsOf<DeliveryRow>(
      this.source,
      `INSERT INTO webhook_deliveries AS d (id, endpoint_id, type, at, data)
       SELECT $3, id, 'webhook.test', clock_timestamp(), jsonb_build_object('endpointId', id)
       FROM webhook_endpoints WHERE id = $1 AND tenant_id = $2
       RETURNING ${DELIVERY_COLUMNS}`,
      [webhookId, tenantId, deliveryId],
    );
    return row && toDelivery(row);
  }
}
