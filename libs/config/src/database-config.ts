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
});
export type DatabaseConfig = Settings<typeof databaseSettings, 'connectTimeoutMs'>;

/** Milliseconds where the environment says nothing: of a service that nobody waits for. */
const PATIENT = { connectTimeoutMs: 5_000 };

/** @param defaults of a service whose clients wait for an answer */
export function loadDatabaseConfig(env?: Environment, defaults = PATIENT): DatabaseConfig {
  return { ...defaults, ...readEnvironment(databaseSettings, env) };
}
