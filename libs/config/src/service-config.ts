import { z } from 'zod';
import { milliseconds, port, readEnvironment, type Environment } from './env.js';

/** What every service has: a port for its people and its probes, a log, an end. */
export interface ServiceConfig {
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Work in hand gets this long to finish after SIGTERM. */
  readonly shutdownGraceMs: number;
}

const schema = z.object({
  WAYBILL_HTTP_HOST: z.string().default('0.0.0.0'),
  WAYBILL_HTTP_PORT: port(8480),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  WAYBILL_SHUTDOWN_GRACE_MS: milliseconds(10_000),
});

export function loadServiceConfig(env?: Environment): ServiceConfig {
  const values = readEnvironment(schema, env);
  return {
    host: values.WAYBILL_HTTP_HOST,
    port: values.WAYBILL_HTTP_PORT,
    logLevel: values.LOG_LEVEL,
    shutdownGraceMs: values.WAYBILL_SHUTDOWN_GRACE_MS,
  };
}
