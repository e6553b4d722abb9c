// Raw SQL: a delivery is taken by the one statement that looks whether it is due, and a few of each
// endpoint are found by LATERAL, which the builder does not have.

/** When a pending delivery of an endpoint may be attempted. */
const IS_DUE = `
  d.status = 'pending' AND d.next_attempt_at <= clock_timestamp()
  AND (d.leased_until IS NULL OR d.leased_until <= clock_timestamp())
  AND e.status = 'active' AND (e.held_until IS NULL OR e.held_until <= clock_timestamp())`;

/**
 * Of all who try at once one gets it: the others find it leased.
 *
 * $1 delivery id, $2 seconds of the lease.
 */
export const CLAIM = `
UPDATE webhook_deliveries d SET
  attempts = attempts + 1, tries = tries + 1, last_attempt_at = clock_timestamp(),
  leased_until = clock_timestamp() + $2 * interval '1 second'
FROM webhook_endpoints e
WHERE d.id = $1 AND e.id = d.endpoint_id AND ${IS_DUE}
RETURNING d.id, d.endpoint_id, d.position, d.type, d.file_id, d.at, d.data, d.attempts AS attempt,
  d.tries, e.url, ARRAY(
    SELECT s.secret FROM webhook_secrets s
    WHERE s.endpoint_id = e.id AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp())
    ORDER BY s.id DESC
  ) AS secrets`;

/** $1 deliveries of one endpoint, $2 of one that is failing. */
export const DUE = `
SELECT due.id FROM webhook_endpoints e CROSS JOIN LATERAL (
  SELECT d.id, d.next_attempt_at FROM webhook_deliveries d
  WHERE d.endpoint_id = e.id AND ${IS_DUE}
  ORDER BY d.next_attempt_at
  LIMIT CASE WHEN e.failing_since IS NULL THEN $1::integer ELSE $2::integer END
) due
WHERE e.status = 'active' ORDER BY due.next_attempt_at`;

export const OVERDUE = `
SELECT extract(epoch FROM clock_timestamp() - min(oldest.at))::float8 AS seconds
FROM webhook_endpoints e CROSS JOIN LATERAL (
  SELECT d.next_attempt_at AS at FROM webhook_deliveries d
  WHERE d.endpoint_id = e.id AND ${IS_DUE} ORDER BY d.next_attempt_at LIMIT 1
) oldest`;
