// Raw SQL, since whole batches of events are joined and copied without coming by here.

/**
 * Who wants which event. An endpoint's own pause is no news to it: it would come when it is over.
 * The lock keeps an endpoint from being removed before its rows are there.
 */
export const WANTED = `
SELECT e.id AS endpoint_id, j.position
FROM journal j JOIN webhook_endpoints e ON e.tenant_id = j.tenant_id
WHERE j.position > $1 AND j.position <= $2 AND j.position > e.after_position
  AND (e.types IS NULL OR j.type = ANY (e.types))
  AND NOT (j.type = 'webhook.paused' AND j.data ->> 'endpointId' = e.id::text)
ORDER BY j.position, e.id
FOR KEY SHARE OF e`;

export const DELIVER = `
INSERT INTO webhook_deliveries (id, endpoint_id, position, type, file_id, at, data)
SELECT pair.id, pair.endpoint_id, j.position, j.type, j.file_id, j.at, j.data
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS pair (id, endpoint_id, position)
JOIN journal j ON j.position = pair.position
ON CONFLICT (endpoint_id, position) DO NOTHING`;
