import type { ClaimedDelivery } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { rowReader } from '../connection/entity-rows.js';
import { rowsOf } from '../connection/sql.js';
import { WebhookDeliveryEntity } from '../entities/webhook-delivery.entity.js';

/** When a pending delivery of an endpoint may be attempted. */
export const IS_DUE = `
  d.status = 'pending' AND d.next_attempt_at <= clock_timestamp()
  AND (d.leased_until IS NULL OR d.leased_until <= clock_timestamp())
  AND e.status = 'active' AND (e.held_until IS NULL OR e.held_until <= clock_timestamp())`;

/** Raw SQL, since it is one statement that takes a delivery or finds that another has it. */
const CLAIM = `
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

type ClaimedRow = Pick<ClaimedDelivery, 'at' | 'data' | 'attempt' | 'tries' | 'url' | 'secrets'>;

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
  const { at, data, attempt, tries, url, secrets } = row;
  const { id, webhookId, position, type, fileId } = rowReader(source, WebhookDeliveryEntity)(row);
  return { id, webhookId, position, type, fileId, at, data, attempt, tries, url, secrets };
}
