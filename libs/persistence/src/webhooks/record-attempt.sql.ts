// Raw SQL, since what becomes of endpoint and delivery depends on what they are by now, and is decided
// in the statement that changes them.

/** A delivery that was removed meanwhile has no log. */
export const LOG = `
INSERT INTO webhook_attempts (delivery_id, number, at, duration_ms, status_code, error, response)
SELECT id, $2, $3, $4, $5, $6, $7 FROM webhook_deliveries WHERE id = $1
ON CONFLICT (delivery_id, number) DO NOTHING`;

/** It has arrived, whoever else has taken it over meanwhile. */
export const DELIVERED = `
UPDATE webhook_deliveries SET
  status = 'delivered', delivered_at = clock_timestamp(), leased_until = NULL,
  last_status_code = $2, last_error = NULL
WHERE id = $1`;

/** Only of the latest attempt: a later one, after the lease was lost, decides for itself. */
export const NOT_DELIVERED = `
UPDATE webhook_deliveries SET
  status = CASE WHEN $3::float8 IS NULL THEN 'failed' ELSE 'pending' END,
  next_attempt_at = clock_timestamp() + coalesce($3::float8, 0) * interval '1 second',
  leased_until = NULL, last_status_code = $4, last_error = $5
WHERE id = $1 AND attempts = $2 AND status = 'pending'`;

export const FAILING = `
UPDATE webhook_endpoints SET
  failing_since = coalesce(failing_since, $2),
  held_until = CASE WHEN $3::float8 IS NULL THEN held_until
    ELSE clock_timestamp() + $3::float8 * interval '1 second' END
WHERE id = $1`;

/** With the notice in the journal, for the tenant's streams and its other endpoints. */
export const PAUSE = `
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
export const HEALTHY = `
UPDATE webhook_endpoints SET failing_since = NULL, held_until = NULL
WHERE id = $1 AND (failing_since IS NOT NULL OR held_until IS NOT NULL)`;
