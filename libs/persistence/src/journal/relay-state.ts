import type { EntityManager } from 'typeorm';
import { rowsOf } from '../connection/sql.js';

export interface RelayState {
  /** The highest position given out. */
  readonly last: number;
  /** The highest position that was published. */
  readonly published: number;
}

/**
 * Makes this transaction the relay: locks the one row that says how far publication is.
 * @returns undefined where another one is the relay
 */
export async function becomeRelay(manager: EntityManager): Promise<RelayState | undefined> {
  const [row] = await rowsOf<{ last_position: string; published_position: string }>(
    manager,
    `SELECT last_position, published_position FROM journal_relay
     FOR NO KEY UPDATE SKIP LOCKED`,
  );
  return row && { last: Number(row.last_position), published: Number(row.published_position) };
}
