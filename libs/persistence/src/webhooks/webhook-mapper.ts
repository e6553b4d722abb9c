import type { Webhook, WebhookAttempt, WebhookDelivery } from '@waybill/domain';

/** A row of `webhook_endpoints` as pg gives it. */
export interface WebhookRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly url: string;
  readonly types: NonNullable<Webhook['types']> | null;
  readonly description: string | null;
  readonly status: Webhook['status'];
  readonly paused_reason: NonNullable<Webhook['pausedReason']> | null;
  readonly paused_at: Date | null;
  readonly failing_since: Date | null;
  readonly created_at: Date;
}

export const WEBHOOK_COLUMNS =
  'id, tenant_id, url, types, description, status, paused_reason, paused_at, failing_since, created_at';

export function toWebhook(row: WebhookRow): Webhook {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    url: row.url,
    ...(row.types && { types: row.types }),
    ...(row.description !== null && { description: row.description }),
    status: row.status,
    ...(row.paused_reason && { pausedReason: row.paused_reason }),
    ...(row.paused_at && { pausedAt: row.paused_at }),
    ...(row.failing_since && { failingSince: row.failing_since }),
    createdAt: row.created_at,
  };
}

/** A row of `webhook_deliveries` as pg gives it: bigint as text. */
export interface DeliveryRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly position: string | null;
  readonly type: WebhookDelivery['type'];
  readonly file_id: string | null;
  readonly status: WebhookDelivery['status'];
  readonly attempts: number;
  readonly next_attempt_at: Date;
  readonly last_status_code: number | null;
  readonly last_error: string | null;
  readonly created_at: Date;
  readonly delivered_at: Date | null;
}

/** Of `webhook_deliveries AS d`. */
export const DELIVERY_COLUMNS = `d.id, d.endpoint_id, d.position, d.type, d.file_id, d.status,
  d.attempts, d.next_attempt_at, d.last_status_code, d.last_error, d.created_at, d.delivered_at`;

export function toDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    webhookId: row.endpoint_id,
    ...(row.position !== null && { position: Number(row.position) }),
    type: row.type,
    ...(row.file_id !== null && { fileId: row.file_id }),
    status: row.status,
    attempts: row.attempts,
    ...(row.status === 'pending' && { nextAttemptAt: row.next_attempt_at }),
    ...(row.last_status_code !== null && { lastStatusCode: row.last_status_code }),
    ...(row.last_error !== null && { lastError: row.last_error }),
    createdAt: row.created_at,
    ...(row.delivered_at && { deliveredAt: row.delivered_at }),
  };
}

export interface AttemptRow {
  readonly number: number;
  readonly at: Date;
  readonly duration_ms: number;
  readonly status_code: number | null;
  readonly error: string | null;
  readonly response: string | null;
}

export function toAttempt(row: AttemptRow): WebhookAttempt {
  return {
    number: row.number,
    at: row.at,
    durationMs: row.duration_ms,
    ...(row.status_code !== null && { statusCode: row.status_code }),
    ...(row.error !== null && { error: row.error }),
    ...(row.response !== null && { response: row.response }),
  };
}
