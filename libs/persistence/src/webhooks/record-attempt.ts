import type { AttemptResult, ClaimedDelivery, WebhookAttempt } from '@waybill/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { storableText } from '../connection/text.js';

// Raw SQL, since what becomes of endpoint and delivery depends on what they are by now, and is decided
// in the statement that changes them.

/** A delivery that was removed meanwhile has no log. */
const LOG = `
INSERT INTO webhook_attempts (delivery_id, number, at, duration_ms, status_code, error, response)
SELECT id, $2, $3, $4, $5, $6, $7 FROM webhook_deliveries WHERE id = $1
ON CONFLICT (delivery_id, number) DO NOTHING`;

/** It has arrived, whoever else has taken it over meanwhile. */
const DELIVERED = `
UPDATE webhook_deliveries SET
  status = 'delivered', delivered_at = clock_timestamp(), leased_until = NULL,
  last_status_code = $2, last_error = NULL
WHERE id = $1`;

/** Only of the latest attempt: a later one, after the lease was lost, decides for itself. */
const NOT_DELIVERED = `
UPDATE webhook_deliveries SET
  status = CASE WHEN $3::float8 IS NULL THEN 'failed' ELSE 'pending' END,
  next_attempt_at = clock_timestamp() + coalesce($3::float8, 0) * interval '1 second',
  leased_until = NULL, last_status_code = $4, last_error = $5
WHERE id = $1 AND attempts = $2 AND status = 'pending'`;

const FAILING = `
UPDATE webhook_endpoints SET
  failing_since = coalesce(failing_since, $2),
  held_until = CASE WHEN $3::float8 IS NULL THEN held_until
    ELSE clock_timestamp() + $3::float8 * interval '1 second' END
WHERE id = $1`;

/** With the notice in the journal, for the tenant's streams and its other endpoints. */
const PAUSE = `
WITH paused AS (
  UPDATE webhook_endpoints SET
    status = 'paused', paused_at = clock_timestamp(), paused_reason = coalesce($2::text, 'failing')
  WHERE id = $1 AND status = 'active'
    AND ($2::text IS NOT NULL
      OR failing_since <= clock_timestamp() - $3::float8 * interval '1 second')
  RETURNING id, tenant_id, paused_reason, failing_since
)
INSERT INTO journal (tenant_id, type, data)
SELECT tenant_id, 'webhook.paused', jsonb_build_object('endpointId', id, 'reason', paused_reason,
  'failingSince', to_char(failing_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
FROM paused RETURNING id`;

/** The endpoint's row is written only where it changes: all of its deliveries meet there. */
const HEALTHY = `
UPDATE webhook_endpoints SET failing_since = NULL, held_until = NULL
WHERE id = $1 AND (failing_since IS NOT NULL OR held_until IS NOT NULL)`;

export async function recordSuccess(
  source: DataSource,
  { id, webhookId }: ClaimedDelivery,
  attempt: WebhookAttempt,
): Promise<void> {
  await inTransaction(source, async (manager) => {
    // First the endpoint: everyone who locks both begins with it.
    await rowsOf(manager, HEALTHY, [webhookId]);
    await rowsOf(manager, DELIVERED, [id, attempt.statusCode ?? null]);
    await log(manager, id, attempt);
  });
}

/** @returns true where this has paused the endpoint */
export async function recordFailure(
  source: DataSource,
  { id, webhookId, attempt: number }: ClaimedDelivery,
  { attempt, retryIn, holdFor, pause, pauseAfter }: AttemptResult,
): Promise<boolean> {
  return inTransaction(source, async (manager) => {
    await rowsOf(manager, FAILING, [webhookId, attempt.at, holdFor ?? null]);
    const paused = await rowsOf(manager, PAUSE, [webhookId, pause ?? null, pauseAfter]);
    await rowsOf(manager, NOT_DELIVERED, [
      id,
      number,
      retryIn ?? null,
      attempt.statusCode ?? null,
      attempt.error === undefined ? null : storableText(attempt.error),
    ]);
    await log(manager, id, attempt);
    return paused.length > 0;
  });
}

async function log(
  manager: EntityManager,
  deliveryId: string,
  attempt: WebhookAttempt,
): Promise<void> {
  await rowsOf(manager, LOG, [
    deliveryId,
    attempt.number,
    attempt.at,
    Math.round(attempt.durationMs),
    attempt.statusCode ?? null,
    attempt.error === undefined ? null : storableText(attempt.error),
    attempt.response === undefined ? null : storableText(attempt.response),
  ]);
}
