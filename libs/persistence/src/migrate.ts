import { ConfigError, loadDatabaseConfig, startFailure } from '@waybill/config';
import { createDataSource, databaseDependency } from './connection/data-source.js';
import { runMigrations } from './migrations/run-migrations.js';

/** Milliseconds. Building an index on a large table takes longer than any request may. */
const STATEMENT_TIMEOUT_MS = 10 * 60_000;

/** `node dist/migrate.js`: brings the database at DATABASE_URL up to date. Exits with 0 or 1. */
async function main(): Promise<void> {
  const source = createDataSource(
    { ...loadDatabaseConfig(), poolSize: 2, queryTimeoutMs: STATEMENT_TIMEOUT_MS },
    { applicationName: 'waybill-migrate' },
  );
  await source.initialize();
  try {
    const names = await runMigrations(source);
    for (const name of names) process.stdout.write(`migrated: ${name}\n`);
    if (names.length === 0) process.stdout.write('The database is up to date.\n');
  } finally {
    await source.destroy();
  }
}

main().catch((error: unknown) => {
  const message =
    error instanceof ConfigError
      ? error.message
      : startFailure(error, [databaseDependency(loadDatabaseConfig())]);
  process.stderr.write(`The database could not be migrated: ${message}\n`);
  process.exitCode = 1;
});
