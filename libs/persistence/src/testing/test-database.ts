import { randomBytes } from 'node:crypto';
import { loadMigrationConfig } from '@waybill/config';
import { DataSource } from 'typeorm';
import { createDataSource } from '../connection/data-source.js';
import type { DatabaseSettings } from '../connection/data-source.js';
import { runMigrations } from '../migrations/run-migrations.js';

export interface TestDatabaseOptions {
  /** Connections of the pool; default 10. */
  readonly poolSize?: number;
  /** Milliseconds; default 15,000. */
  readonly queryTimeoutMs?: number;
  /** False for a database without tables; default true. */
  readonly migrate?: boolean;
}

/** A database of one test file's own. */
export interface TestDatabase {
  /** As its owner, whom row-level security does not bind. */
  readonly url: string;
  /** As the role of the services. */
  readonly appUrl: string;
  /** Of the owner. */
  readonly settings: DatabaseSettings;
  /** Connected as the owner. */
  readonly source: DataSource;
  /** Closes the connections and drops the database, whoever is still connected to it. */
  drop(): Promise<void>;
}

/**
 * Makes an empty, migrated database on the server that `serverUrl` points at. It is owned by the role of
 * WAYBILL_MIGRATION_DATABASE_URL, or by that of `serverUrl` where there is none, which must be allowed to
 * create databases.
 * @param serverUrl `postgres://…`; any database of that server, as the services log in
 * @throws Error where the URL is missing or the server does not answer
 */
export async function createTestDatabase(
  serverUrl: string | undefined,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  if (!serverUrl) throw new Error('DATABASE_URL is not set: these tests need a real PostgreSQL.');
  const { url: ownerUrl, appRole } = loadMigrationConfig();
  const name = `waybill_test_${randomBytes(6).toString('hex')}`;
  // template0 takes no connections, so several databases can be made from it at once.
  await onServer(ownerUrl, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const url = onDatabase(ownerUrl, name);
  const appUrl = onDatabase(serverUrl, name);
  const settings: DatabaseSettings = {
    url,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMs: 5_000,
    queryTimeoutMs: options.queryTimeoutMs ?? 15_000,
  };
  const source = await createDataSource(settings, { applicationName: name }).initialize();
  if (options.migrate ?? true) await runMigrations(source, appRole);
  return {
    url,
    appUrl,
    settings,
    source,
    async drop() {
      if (source.isInitialized) await source.destroy();
      await onServer(ownerUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

function onDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(url: string, sql: string): Promise<void> {
  const server = await new DataSource({ type: 'postgres', url, poolSize: 1 }).initialize();
  try {
    await server.query(sql);
  } finally {
    await server.destroy();
  }
}
