import { WebhookOutbox } from '@waybill/domain';
import type { AttemptResult, ClaimedDelivery, WebhookAttempt } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { rowsOf } from '../connection/sql.js';
import { claimDelivery, IS_DUE } from './claim-delivery.js';
import { fanOut } from './fan-out.js';
import { recordFailure, recordSuccess } from './record-attempt.js';

/** The sending side of webhooks. Every method may throw DomainError `database_unavailable`. */
export class PgWebhookOutbox extends WebhookOutbox {
  constructor(private readonly source: DataSource) {
    super();
  }

  override fanOut(limit: number): Promise<number> {
    return fanOut(this.source, limit);
  }

  override async due(each: number, failing: number): Promise<readonly string[]> {
    const rows = await rowsOf<{ id: string }>(
      this.source,
      `SELECT due.id FROM webhook_endpoints e CROSS JOIN LATERAL (
         SELECT d.id, d.next_attempt_at FROM webhook_deliveries d
         WHERE d.endpoint_id = e.id AND ${IS_DUE}
         ORDER BY d.next_attempt_at
         LIMIT CASE WHEN e.failing_since IS NULL THEN $1::integer ELSE $2::integer END
       ) due
       WHERE e.status = 'active' ORDER BY due.next_attempt_at`,
      [each, failing],
    );
    return rows.map(({ id }) => id);
  }

  override claim(deliveryId: string, lease: number): Promise<ClaimedDelivery | undefined> {
    return claimDelivery(this.source, deliveryId, lease);
  }

  override succeeded(claimed: ClaimedDelivery, attempt: WebhookAttempt): Promise<void> {
    return recordSuccess(this.source, claimed, attempt);
  }

  override failed(claimed: ClaimedDelivery, result: AttemptResult): Promise<boolean> {
    return recordFailure(this.source, claimed, result);
  }

  override async overdue(): Promise<number> {
    const [row] = await rowsOf<{ seconds: number | null }>(
      this.source,
      `SELECT extract(epoch FROM clock_timestamp() - min(oldest.at))::float8 AS seconds
       FROM webhook_endpoints e CROSS JOIN LATERAL (
         SELECT d.next_attempt_at AS at FROM webhook_deliveries d
         WHERE d.endpoint_id = e.id AND ${IS_DUE} ORDER BY d.next_attempt_at LIMIT 1
       ) oldest`,
    );
    return row?.seconds ?? 0;
  }

  override async prune(retention: number, limit: number): Promise<number> {
    const rows = await rowsOf(
      this.source,
      `DELETE FROM webhook_deliveries WHERE id IN (
         SELECT id FROM webhook_deliveries
         WHERE created_at < now() - $1 * interval '1 second'
           AND (last_attempt_at IS NULL OR last_attempt_at < now() - $1 * interval '1 second')
         ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
       ) RETURNING id`,
      [retention, limit],
    );
    return rows.length;
  }
}
