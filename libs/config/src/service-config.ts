import { z } from 'zod';
import {
  milliseconds,
  port,
  readEnvironment,
  token,
  variable,
  type Environment,
  type Settings,
} from './env.js';

const logLevel = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .default('info');

/** What every service has: a port for its people and its probes, a log, an end. */
export const serviceSettings = z.object({
  host: variable('WAYBILL_HTTP_HOST', z.string().optional()),
  port: variable('WAYBILL_HTTP_PORT', port(8480)),
  /** What whoever reads figures over the network shows; unset, they are for this machine only. */
  metricsToken: variable('WAYBILL_METRICS_TOKEN', token.optional()),
  logLevel: variable('LOG_LEVEL', logLevel),
  /** Work in hand gets this long to finish after SIGTERM. */
  shutdownGraceMs: variable('WAYBILL_SHUTDOWN_GRACE_MS', milliseconds(10_000)),
});
export type ServiceConfig = Settings<typeof serviceSettings, 'host'>;

/** @param host where the service listens if nothing is said */
export function loadServiceConfig(host: string, env?: Environment): ServiceConfig {
  return { host, ...readEnvironment(serviceSettings, env) };
}
