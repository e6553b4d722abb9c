import { Injectable } from '@nestjs/common';
import { WebhookOutbox } from '@waybill/domain';
import type { AttemptResult, ClaimedDelivery, WebhookAttempt } from '@waybill/domain';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { guarded } from '../connection/database-errors.js';
import { rowReader } from '../connection/entity-rows.js';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { storableText } from '../connection/text.js';
import { WebhookCursorEntity } from '../entities/webhook-cursor.entity.js';
import { WebhookDeliveryEntity } from '../entities/webhook-delivery.entity.js';
import { relayState } from '../journal/relay-state.js';
import { CLAIM, DUE, OVERDUE } from './claim-delivery.sql.js';
import { DELIVER, WANTED } from './fan-out.sql.js';
import { DELIVERED, FAILING, HEALTHY, LOG, NOT_DELIVERED, PAUSE } from './record-attempt.sql.js';

/** Raw SQL, since the builder has no limit for a removal. $1 seconds of retention, $2 limit. */
const PRUNE = `
DELETE FROM webhook_deliveries WHERE id IN (
  SELECT id FROM webhook_deliveries
  WHERE created_at < now() - $1 * interval '1 second'
    AND (last_attempt_at IS NULL OR last_attempt_at < now() - $1 * interval '1 second')
  ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
) RETURNING id`;

type ClaimedRow = Pick<ClaimedDelivery, 'at' | 'data' | 'attempt' | 'tries' | 'url' | 'secrets'>;

/** The sending side of webhooks. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgWebhookOutbox extends WebhookOutbox {
  constructor(private readonly source: DataSource) {
    super();
  }

  /**
   * Makes deliveries and moves the cursor in one transaction: each event is looked at exactly once,
   * whatever crashes. Whoever has the cursor locked is at it alone.
   */
  override async fanOut(limit: number): Promise<number> {
    return inTransaction(this.source, async (manager) => {
      const lock = { mode: 'for_no_key_update', onLocked: 'skip_locked' } as const;
      const cursor = await guarded(() =>
        manager.findOne(WebhookCursorEntity, { where: { id: 1 }, lock }),
      );
      if (!cursor) return 0;
      const from = cursor.position;
      // Positions are committed in their order: up to the last one every event can be read.
      const relay = await relayState(manager);
      const to = Math.min(from + limit, relay?.lastPosition ?? 0);
      if (to <= from) return 0;
      const wanted = await rowsOf<{ endpoint_id: string; position: number }>(manager, WANTED, [
        from,
        to,
      ]);
      if (wanted.length > 0) {
        await rowsOf(manager, DELIVER, [
          wanted.map(() => uuidv7()),
          wanted.map((pair) => pair.endpoint_id),
          wanted.map((pair) => pair.position),
        ]);
      }
      await guarded(() => manager.update(WebhookCursorEntity, { id: 1 }, { position: to }));
      return to - from;
    });
  }

  override async due(each: number, failing: number): Promise<readonly string[]> {
    const rows = await rowsOf<{ id: string }>(this.source, DUE, [each, failing]);
    return rows.map(({ id }) => id);
  }

  override async claim(deliveryId: string, lease: number): Promise<ClaimedDelivery | undefined> {
    const [row] = await rowsOf<ClaimedRow>(this.source, CLAIM, [deliveryId, lease]);
    if (!row) return undefined;
    const { at, data, attempt, tries, url, secrets } = row;
    const delivery = rowReader(this.source, WebhookDeliveryEntity)(row);
    const { id, webhookId, position, type, fileId } = delivery;
    return { id, webhookId, position, type, fileId, at, data, attempt, tries, url, secrets };
  }

  override async succeeded(
    { id, webhookId }: ClaimedDelivery,
    attempt: WebhookAttempt,
  ): Promise<void> {
    await inTransaction(this.source, async (manager) => {
      // First the endpoint: everyone who locks both begins with it.
      await rowsOf(manager, HEALTHY, [webhookId]);
      await rowsOf(manager, DELIVERED, [id, attempt.statusCode ?? null]);
      await log(manager, id, attempt);
    });
  }

  override async failed(
    { id, webhookId, attempt: number }: ClaimedDelivery,
    { attempt, retryIn, holdFor, pause, pauseAfter }: AttemptResult,
  ): Promise<boolean> {
    return inTransaction(this.source, async (manager) => {
      await rowsOf(manager, FAILING, [webhookId, attempt.at, holdFor ?? null]);
      const paused = await rowsOf(manager, PAUSE, [webhookId, pause ?? null, pauseAfter]);
      const status = attempt.statusCode ?? null;
      const failure = [number, retryIn ?? null, status, storable(attempt.error)];
      await rowsOf(manager, NOT_DELIVERED, [id, ...failure]);
      await log(manager, id, attempt);
      return paused.length > 0;
    });
  }

  override async overdue(): Promise<number> {
    const [row] = await rowsOf<{ seconds: number | null }>(this.source, OVERDUE);
    return row?.seconds ?? 0;
  }

  override async prune(retention: number, limit: number): Promise<number> {
    return (await rowsOf(this.source, PRUNE, [retention, limit])).length;
  }
}

async function log(
  manager: EntityManager,
  deliveryId: string,
  { number, at, durationMs, statusCode, error, response }: WebhookAttempt,
): Promise<void> {
  const duration = Math.round(durationMs);
  const answer = [statusCode ?? null, storable(error), storable(response)];
  await rowsOf(manager, LOG, [deliveryId, number, at, duration, ...answer]);
}

function storable(text: string | undefined): string | null {
  return text === undefined ? null : storableText(text);
}
