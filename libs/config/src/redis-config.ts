import { z } from 'zod';
import {
  count,
  optionalMilliseconds,
  readEnvironment,
  redisUrl,
  variable,
  type Environment,
  type Settings,
} from './env.js';

const prefix = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/u, 'must be 1 to 40 of a-z, 0-9 and -')
  .default('waybill');

export const redisSettings = z.object({
  url: variable('REDIS_URL', redisUrl),
  /** Of every key and channel, so that installations can share a server. */
  prefix: variable('WAYBILL_REDIS_PREFIX', prefix),
  /** A command that is not answered is an error after this. */
  commandTimeoutMs: variable('WAYBILL_REDIS_COMMAND_TIMEOUT_MS', optionalMilliseconds()),
  /** Storage-event jobs that may wait before no more events are taken in. */
  queueLimit: variable('WAYBILL_QUEUE_LIMIT', count(10_000)),
});
export type RedisConfig = Settings<typeof redisSettings, 'commandTimeoutMs'>;

/** Milliseconds where the environment says nothing: of a service that nobody waits for. */
const PATIENT = { commandTimeoutMs: 5_000 };

/** @param defaults of a service whose clients wait for an answer */
export function loadRedisConfig(env?: Environment, defaults = PATIENT): RedisConfig {
  return { ...defaults, ...readEnvironment(redisSettings, env) };
}
