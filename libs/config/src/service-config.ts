import { z } from 'zod';
import { milliseconds, port, readEnvironment, type Environment } from './env.js';

/** What every service has: a port for its people and its probes, a log, an end. */
export interface ServiceConfig {
  readonly host: string;
  readonly port: number;
  /** What whoever reads figures over the network shows; unset, they are for this machine only. */
  readonly metricsToken?: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Work in hand gets this long to finish after SIGTERM. */
  readonly shutdownGraceMs: number;
}

export const serviceVariables = z.object({
  WAYBILL_HTTP_HOST: z.string().optional(),
  WAYBILL_HTTP_PORT: port(8480),
  WAYBILL_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  WAYBILL_SHUTDOWN_GRACE_MS: milliseconds(10_000),
});

/** @param defaultHost where the service listens if nothing is said */
export function loadServiceConfig(defaultHost: string, env?: Environment): ServiceConfig {
  const values = readEnvironment(serviceVariables, env);
  return {
    host: values.WAYBILL_HTTP_HOST ?? defaultHost,
    port: values.WAYBILL_HTTP_PORT,
    metricsToken: values.WAYBILL_METRICS_TOKEN,
    logLevel: values.LOG_LEVEL,
    shutdownGraceMs: values.WAYBILL_SHUTDOWN_GRACE_MS,
  };
}
