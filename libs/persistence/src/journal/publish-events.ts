import type { JournalEvent } from '@waybill/domain';
import pTimeout from 'p-timeout';
import type { DataSource } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { inTransaction } from '../connection/sql.js';
import { JournalRelayEntity } from '../entities/journal-relay.entity.js';
import { publishedAfter } from './published-after.js';
import { becomeRelay } from './relay-state.js';

export interface Publication {
  readonly limit: number;
  readonly publish: (events: readonly JournalEvent[]) => Promise<void>;
  /** Milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Publishes events that have their positions, oldest first, and remembers how far it came. Whoever
 * publishes holds the relay's row meanwhile, so that two never publish at once, out of order.
 * @returns how many were published
 */
export async function publishEvents(
  source: DataSource,
  { limit, publish, timeoutMs }: Publication,
): Promise<number> {
  return inTransaction(source, async (manager) => {
    const state = await becomeRelay(manager);
    if (!state) return 0;
    const events = await publishedAfter(manager, state.publishedPosition, limit);
    const newest = events.at(-1);
    if (!newest) return 0;
    const message = `Publishing the journal took over ${timeoutMs} ms.`;
    await pTimeout(publish(events), { milliseconds: timeoutMs, message });
    const publishedPosition = newest.position;
    await guarded(() => manager.update(JournalRelayEntity, { id: 1 }, { publishedPosition }));
    return events.length;
  });
}
