import type { EntityManager, FindOneOptions } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { JournalRelayEntity } from '../entities/journal-relay.entity.js';

/** How far publication is. */
export async function relayState(
  manager: EntityManager,
  lock?: FindOneOptions['lock'],
): Promise<JournalRelayEntity | undefined> {
  const where = { id: 1 };
  const relay = await guarded(() =>
    manager.findOne(JournalRelayEntity, { where, ...(lock && { lock }) }),
  );
  return relay ?? undefined;
}

/**
 * Makes this transaction the relay: locks the one row that says how far publication is.
 * @returns undefined where another one is the relay
 */
export async function becomeRelay(manager: EntityManager): Promise<JournalRelayEntity | undefined> {
  return relayState(manager, { mode: 'for_no_key_update', onLocked: 'skip_locked' });
}
