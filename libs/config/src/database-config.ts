import { z } from 'zod';
import {
  count,
  milliseconds,
  optionalMilliseconds,
  readEnvironment,
  variable,
  type Environment,
  type Settings,
} from './env.js';

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/u, error: 'must be a postgres:// URL' });

export const databaseSettings = z.object({
  url: variable('DATABASE_URL', postgresUrl),
  poolSize: variable('WAYBILL_DATABASE_POOL', count(10)),
  /** A pool that is exhausted, or a server that does not answer, is an error after this. */
  connectTimeoutMs: variable('WAYBILL_DATABASE_CONNECT_TIMEOUT_MS', optionalMilliseconds()),
  queryTimeoutMs: variable('WAYBILL_DATABASE_QUERY_TIMEOUT_MS', milliseconds(15_000)),
  /** What becomes of a service whose role could get around row-level security. */
  privilegedRole: variable(
    'WAYBILL_PRIVILEGED_DATABASE_ROLE',
    z.enum(['refuse', 'warn']).default('refuse'),
  ),
});
export type DatabaseConfig = Settings<typeof databaseSettings, 'connectTimeoutMs'>;

/** Of the command that migrates. */
export const migrationSettings = z.object({
  ownerUrl: variable('WAYBILL_MIGRATION_DATABASE_URL', postgresUrl.optional()),
});

export interface MigrationConfig extends DatabaseConfig {
  /** The role that the services log in as, where it is another one: it is granted what they need. */
  readonly appRole?: string;
}

/** Milliseconds where the environment says nothing: of a service that nobody waits for. */
const PATIENT = { connectTimeoutMs: 5_000 };

/** @param defaults of a service whose clients wait for an answer */
export function loadDatabaseConfig(env?: Environment, defaults = PATIENT): DatabaseConfig {
  return { ...defaults, ...readEnvironment(databaseSettings, env) };
}

/** The owner's connection; that of the services where nothing else is said. */
export function loadMigrationConfig(env?: Environment): MigrationConfig {
  const database = loadDatabaseConfig(env);
  const { ownerUrl } = readEnvironment(migrationSettings, env);
  if (ownerUrl === undefined) return database;
  const appRole = roleOf(database.url);
  const isOther = appRole !== '' && appRole !== roleOf(ownerUrl);
  return { ...database, url: ownerUrl, ...(isOther && { appRole }) };
}

function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}
