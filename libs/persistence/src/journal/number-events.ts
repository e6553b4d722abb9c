import type { DataSource } from 'typeorm';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { becomeRelay } from './relay-state.js';

/**
 * Raw SQL, since it numbers and sums up whole batches in one statement.
 *
 * Ids are given out when a row is written, positions only here, when it is committed: a lower id
 * that was committed later simply gets a later position. Of one file the ids are in order, because
 * everyone who writes its events holds its row.
 */
const NUMBER = `
WITH oldest AS (
  SELECT id FROM journal WHERE position IS NULL ORDER BY id LIMIT $1
), numbered AS (
  UPDATE journal j SET position = $2::bigint + n.place
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM oldest) n
  WHERE j.id = n.id
  RETURNING j.position
)
UPDATE journal_relay SET last_position = newest.position
FROM (SELECT max(position) AS position FROM numbered) newest
WHERE newest.position IS NOT NULL
RETURNING last_position`;

/**
 * Gives at most `limit` committed events their positions, gapless. Does nothing while events with
 * positions still wait to be published.
 * @returns whether there is anything to publish; undefined where another one is the relay
 */
export async function numberEvents(
  source: DataSource,
  limit: number,
): Promise<boolean | undefined> {
  return inTransaction(source, async (manager) => {
    const state = await becomeRelay(manager);
    if (!state) return undefined;
    if (state.lastPosition > state.publishedPosition) return true;
    // A statement of its own: it has to see what was committed before the lock was taken.
    const moved = await rowsOf(manager, NUMBER, [limit, state.lastPosition]);
    return moved.length > 0;
  });
}
