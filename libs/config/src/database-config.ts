import { z } from 'zod';
import {
  count,
  milliseconds,
  optionalMilliseconds,
  readEnvironment,
  type Environment,
} from './env.js';

export interface DatabaseConfig {
  readonly url: string;
  readonly poolSize: number;
  /** A pool that is exhausted, or a server that does not answer, is an error after this. */
  readonly connectTimeoutMs: number;
  readonly queryTimeoutMs: number;
}

/** Milliseconds where the environment says nothing: of a service that nobody waits for. */
const PATIENT = { connectTimeoutMs: 5_000 };

export const databaseVariables = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/u, error: 'must be a postgres:// URL' }),
  WAYBILL_DATABASE_POOL: count(10),
  WAYBILL_DATABASE_CONNECT_TIMEOUT_MS: optionalMilliseconds(),
  WAYBILL_DATABASE_QUERY_TIMEOUT_MS: milliseconds(15_000),
});

/** @param defaults of a service whose clients wait for an answer */
export function loadDatabaseConfig(
  env?: Environment,
  defaults: Pick<DatabaseConfig, 'connectTimeoutMs'> = PATIENT,
): DatabaseConfig {
  const values = readEnvironment(databaseVariables, env);
  return {
    url: values.DATABASE_URL,
    poolSize: values.WAYBILL_DATABASE_POOL,
    connectTimeoutMs: values.WAYBILL_DATABASE_CONNECT_TIMEOUT_MS ?? defaults.connectTimeoutMs,
    queryTimeoutMs: values.WAYBILL_DATABASE_QUERY_TIMEOUT_MS,
  };
}
