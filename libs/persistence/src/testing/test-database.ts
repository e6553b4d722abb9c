import { randomBytes } from 'node:crypto';
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
  readonly url: string;
  readonly settings: DatabaseSettings;
  /** Connected. */
  readonly source: DataSource;
  /** Closes the connections and drops the database, whoever is still connected to it. */
  drop(): Promise<void>;
}

/**
 * Makes an empty, migrated database on the server that `serverUrl` points at, whose role must be
 * allowed to create databases.
 * @param serverUrl `postgres://…`; any database of that server
 * @throws Error where the URL is missing or the server does not answer
 */
export async function createTestDatabase(
  serverUrl: string | undefined,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  if (!serverUrl) throw new Error('DATABASE_URL is not set: these tests need a real PostgreSQL.');
  const name = `waybill_test_${randomBytes(6).toString('hex')}`;
  // template0 takes no connections, so several databases can be made from it at once.
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const settings: DatabaseSettings = {
    url: url.href,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMs: 5_000,
    queryTimeoutMs: options.queryTimeoutMs ?? 15_000,
  };
  const source = await createDataSource(settings, { applicationName: name }).initialize();
  if (options.migrate ?? true) await runMigrations(source);
  return {
    url: url.href,
    settings,
    source,
    async drop() {
      if (source.isInitialized) await source.destroy();
      await onServer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const server = await new DataSource({ type: 'postgres', url, poolSize: 1 }).initialize();
  try {
    await server.query(sql);
  } finally {
    await server.destroy();
  }
}
