import {
  ConfigError,
  loadDatabaseConfig,
  loadMigrationConfig,
  startFailure,
} from '@waybill/config';
import { createDataSource, databaseDependency } from './connection/data-source.js';
import { runMigrations } from './migrations/run-migrations.js';
import { DatabaseRoleError } from './roles/database-role-error.js';

/** Milliseconds. Building an index on a large table takes longer than any request may. */
const STATEMENT_TIMEOUT_MS = 10 * 60_000;

/**
 * `node dist/migrate.js`: brings the database up to date, as the role of WAYBILL_MIGRATION_DATABASE_URL,
 * and lets that of DATABASE_URL use it. Exits with 0 or 1.
 */
async function main(): Promise<void> {
  const config = loadMigrationConfig();
  const source = createDataSource(
    { ...config, poolSize: 2, queryTimeoutMs: STATEMENT_TIMEOUT_MS },
    { applicationName: 'waybill-migrate' },
  );
  await source.initialize();
  try {
    const names = await runMigrations(source, config.appRole);
    for (const name of names) process.stdout.write(`migrated: ${name}\n`);
    if (names.length === 0) process.stdout.write('The database is up to date.\n');
  } finally {
    await source.destroy();
  }
}

main().catch((error: unknown) => {
  const message =
    error instanceof ConfigError || error instanceof DatabaseRoleError
      ? error.message
      : startFailure(error, [migrationDependency()]);
  process.stderr.write(`The database could not be migrated: ${message}\n`);
  process.exitCode = 1;
});

function migrationDependency() {
  const config = loadMigrationConfig();
  const dependency = databaseDependency(config);
  const isOwn = config.url !== loadDatabaseConfig().url;
  return isOwn ? { ...dependency, variable: 'WAYBILL_MIGRATION_DATABASE_URL' } : dependency;
}
