import type { StartDependency } from '@waybill/config';
import { DomainError } from '@waybill/domain';
import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { ENTITIES } from '../entities/index.js';
import { MIGRATIONS } from '../migrations/index.js';
import { toDatabaseError } from './database-errors.js';
import { ImpatientClient } from './pg-driver.js';
import { SnakeCaseNaming } from './snake-case-naming.js';
import { ServerPulse } from './server-pulse.js';

/** As `loadDatabaseConfig()` gives it. Times are milliseconds. */
export interface DatabaseSettings {
  readonly url: string;
  readonly poolSize: number;
  /** How long to wait for a connection: for a free one of the pool, or for a new one. */
  readonly connectTimeoutMs: number;
  readonly queryTimeoutMs: number;
}

export interface DataSourceExtras {
  /** What `pg_stat_activity` shows. */
  readonly applicationName?: string;
  /** Told when an idle connection breaks; the pool has replaced it by then. */
  readonly onPoolError?: (error: Error) => void;
}

/**
 * The server ends an overlong query itself after `queryTimeoutMs`. A server that is stopped or
 * unreachable cannot, so the driver gives up this much later.
 */
const DRIVER_GRACE_MS = 1_000;

/** Frees the locks of a process that was stopped in the middle of a transaction. */
const IDLE_IN_TRANSACTION_MS = 60_000;

const KEEP_ALIVE_MS = 10_000;

/** What every connection is opened with, pooled or not: nothing waits for ever. */
function clientOptions(settings: DatabaseSettings, applicationName = 'waybill') {
  return {
    connectionString: settings.url,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    statement_timeout: settings.queryTimeoutMs,
    query_timeout: settings.queryTimeoutMs + DRIVER_GRACE_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: applicationName,
    // Whoever forgets to say whose rows it works on sees none (sight.ts).
    options: '-c waybill.sight=',
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  };
}

/** All connections of a data source share one pulse. */
function pooledOptions(options: ReturnType<typeof clientOptions>) {
  return { ...options, Client: ImpatientClient, pulse: new ServerPulse(options) };
}

export function dataSourceOptions(
  settings: DatabaseSettings,
  extras: DataSourceExtras = {},
): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.url,
    entities: ENTITIES,
    namingStrategy: new SnakeCaseNaming(),
    // Not every bigint fits a number, but ours do: sizes end at 48.8 TiB, and positions and ids would
    // take centuries to pass 2^53.
    parseInt8: true,
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migrations',
    synchronize: false,
    migrationsRun: false,
    // No column needs an extension, and the application's role may not be allowed to make one.
    installExtensions: false,
    poolSize: settings.poolSize,
    poolErrorHandler: (error: Error) => extras.onPoolError?.(error),
    extra: pooledOptions(clientOptions(settings, extras.applicationName)),
  };
}

/** Not connected yet: call `initialize()`, or hand it to Nest's TypeOrmModule. */
export function createDataSource(
  settings: DatabaseSettings,
  extras: DataSourceExtras = {},
): DataSource {
  return new DataSource(dataSourceOptions(settings, extras));
}

/** Names the database in the one line that a service leaves when it cannot start. */
export function databaseDependency(settings: Pick<DatabaseSettings, 'url'>): StartDependency {
  return {
    variable: 'DATABASE_URL',
    address: settings.url,
    matches: (error) => {
      const mapped = toDatabaseError(error);
      return mapped instanceof DomainError && mapped.code === 'database_unavailable';
    },
  };
}
