import type { Check } from './check.js';

/** Each watcher has seen every row of the journal, first seen in its order. */
export const watchersSawAll: Check = async ({ world }) => {
  const rows = await world.system.database.query<{ position: string; type: string }>(
    'SELECT position, type FROM journal WHERE file_id IS NOT NULL ORDER BY position',
  );
  const journal = rows.map(({ position, type }) => `${position} ${type}`);
  return world.watchers.flatMap(({ events }, index) => {
    const seen = [...new Set(events.map(({ id, event }) => `${id} ${event}`))];
    const at = journal.findIndex((row, place) => seen[place] !== row);
    if (at < 0 && seen.length === journal.length) return [];
    return [`watcher ${index + 1} saw ${seen[at]} where the journal has ${journal[at]}`];
  });
};

/** The endpoint was told, in a way that its secret verifies, of each file that was completed or ended. */
export const webhooksToldAll: Check = async ({ world }) => {
  const rows = await world.system.database.query<{ line: string }>(
    `SELECT file_id || ' ' || type AS line FROM journal
     WHERE type IN ('file.completed', 'file.aborted', 'file.deleted')`,
  );
  const { events, accepted } = world.receiver;
  const untold = rows.filter(({ line }) => !events.has(line)).map(({ line }) => `untold: ${line}`);
  const forged = accepted.filter(({ verifiedBy }) => verifiedBy === 0);
  return [...untold, ...forged.map(({ id }) => `the call ${id} is not signed`)];
};
