import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { guarded } from '../connection/database-errors.js';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { WebhookCursorEntity } from '../entities/webhook-cursor.entity.js';
import { relayState } from '../journal/relay-state.js';

interface Pair {
  readonly endpoint_id: string;
  readonly position: number;
}

/**
 * Who wants which event. Raw SQL, as is what follows: it joins and copies whole batches. An endpoint's own pause is no news to it: it would come when it is over.
 * The lock keeps an endpoint from being removed before its rows are there.
 */
const WANTED = `
SELECT e.id AS endpoint_id, j.position
FROM journal j JOIN webhook_endpoints e ON e.tenant_id = j.tenant_id
WHERE j.position > $1 AND j.position <= $2 AND j.position > e.after_position
  AND (e.types IS NULL OR j.type = ANY (e.types))
  AND NOT (j.type = 'webhook.paused' AND j.data ->> 'endpointId' = e.id::text)
ORDER BY j.position, e.id
FOR KEY SHARE OF e`;

const DELIVER = `
INSERT INTO webhook_deliveries (id, endpoint_id, position, type, file_id, at, data)
SELECT pair.id, pair.endpoint_id, j.position, j.type, j.file_id, j.at, j.data
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS pair (id, endpoint_id, position)
JOIN journal j ON j.position = pair.position
ON CONFLICT (endpoint_id, position) DO NOTHING`;

/**
 * Makes deliveries of the next events and moves the cursor, in one transaction: each event is
 * looked at exactly once, whatever crashes. Whoever has the cursor locked is at it alone.
 * @returns how many events were looked at
 */
export async function fanOut(source: DataSource, limit: number): Promise<number> {
  return inTransaction(source, async (manager) => {
    const cursor = await guarded(() =>
      manager.findOne(WebhookCursorEntity, {
        where: { id: 1 },
        lock: { mode: 'for_no_key_update', onLocked: 'skip_locked' },
      }),
    );
    if (!cursor) return 0;
    const from = cursor.position;
    // Positions are committed in their order: up to the last one every event can be read.
    const relay = await relayState(manager);
    const to = Math.min(from + limit, relay?.lastPosition ?? 0);
    if (to <= from) return 0;
    const pairs = await rowsOf<Pair>(manager, WANTED, [from, to]);
    if (pairs.length > 0) {
      await rowsOf(manager, DELIVER, [
        pairs.map(() => uuidv7()),
        pairs.map((pair) => pair.endpoint_id),
        pairs.map((pair) => pair.position),
      ]);
    }
    await guarded(() => manager.update(WebhookCursorEntity, { id: 1 }, { position: to }));
    return to - from;
  });
}
