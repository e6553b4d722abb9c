import type { ClaimedDelivery } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { rowsOf } from '../connection/sql.js';
import type { DeliveryRow } from './webhook-mapper.js';

/** When a pending delivery of an endpoint may be attempted. */
export const IS_DUE = `
  d.status = 'pending' AND d.next_attempt_at <= clock_timestamp()
  AND (d.leased_until IS NULL OR d.leased_until <= clock_timestamp())
  AND e.status = 'active' AND (e.held_until IS NULL OR e.held_until <= clock_timestamp())`;

const CLAIM = `
UPDATE webhook_deliveries d SET
  attempts = attempts + 1, tries = tries + 1, last_attempt_at = clock_timestamp(),
  leased_until = clock_timestamp() + $2 * interval '1 second'
FROM webhook_endpoints e
WHERE d.id = $1 AND e.id = d.endpoint_id AND ${IS_DUE}
RETURNING d.id, d.endpoint_id, d.position, d.type, d.file_id, d.at, d.data, d.attempts, d.tries,
  e.url, ARRAY(
    SELECT s.secret FROM webhook_secrets s
    WHERE s.endpoint_id = e.id AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp())
    ORDER BY s.id DESC
  ) AS secrets`;

interface ClaimedRow extends Pick<
  DeliveryRow,
  'id' | 'endpoint_id' | 'position' | 'type' | 'file_id' | 'attempts'
> {
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  readonly tries: number;
  readonly url: string;
  readonly secrets: readonly string[];
}

/**
 * Of all who try at once one gets it: the others find it leased.
 * @param lease seconds
 */
export async function claimDelivery(
  source: DataSource,
  deliveryId: string,
  lease: number,
): Promise<ClaimedDelivery | undefined> {
  const [row] = await rowsOf<ClaimedRow>(source, CLAIM, [deliveryId, lease]);
  if (!row) return undefined;
  return {
    id: row.id,
    webhookId: row.endpoint_id,
    url: row.url,
    secrets: row.secrets,
    ...(row.position !== null && { position: Number(row.position) }),
    type: row.type,
    ...(row.file_id !== null && { fileId: row.file_id }),
    at: row.at,
    data: row.data,
    attempt: row.attempts,
    tries: row.tries,
  };
}
