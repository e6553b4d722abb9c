import type { DataSource } from 'typeorm';
import { rowsOf } from '../connection/sql.js';
import { grantToApps } from '../roles/grant-to-apps.js';

/** Any number, as long as nothing else in the database uses it. */
const LOCK = 7_294_551;

const POLL_MS = 200;

/** Milliseconds. Longer than any migration should take. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Runs the migrations that have not run yet. Several processes may start at once: one migrates,
 * the others wait for it. The data source needs a pool of two.
 * @param appRole the role of the services, where it is another: it is granted what they need of the tables
 * @returns the names of the migrations that this call ran
 * @throws Error where another process holds the lock for ten minutes
 * @throws DatabaseRoleError where the server does not know `appRole`
 */
export async function runMigrations(
  source: DataSource,
  appRole?: string,
): Promise<readonly string[]> {
  const holder = source.createQueryRunner();
  try {
    await takeLock(() =>
      rowsOf(holder.manager, 'SELECT pg_try_advisory_lock($1) AS taken', [LOCK]),
    );
    const done = await source.runMigrations({ transaction: 'each' });
    if (appRole !== undefined) await grantToApps(source, appRole);
    return done.map((migration) => migration.name);
  } finally {
    // The lock belongs to the session, which goes back to the pool; a broken session has none.
    await holder.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    await holder.release();
  }
}

/** Asks again and again: a session that waits inside pg_advisory_lock holds a snapshot meanwhile. */
async function takeLock(tryLock: () => Promise<{ taken: boolean }[]>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const [answer] = await tryLock();
    if (answer?.taken) return;
    if (Date.now() > end) {
      throw new Error('Another process has been migrating this database for ten minutes.');
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
