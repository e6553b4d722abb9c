import type { JournalEvent } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { withDeadline } from './deadline.js';
import { EVENT_COLUMNS, toJournalEvent } from './event-mapper.js';
import type { EventRow } from './event-mapper.js';
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
    const rows = await rowsOf<EventRow>(
      manager,
      `SELECT ${EVENT_COLUMNS} FROM journal WHERE position > $1 ORDER BY position LIMIT $2`,
      [state.published, limit],
    );
    const events = rows.map(toJournalEvent);
    const newest = events.at(-1);
    if (!newest) return 0;
    await withDeadline(publish(events), timeoutMs, 'Publishing the journal');
    await rowsOf(manager, 'UPDATE journal_relay SET published_position = $1', [newest.position]);
    return events.length;
  });
}
