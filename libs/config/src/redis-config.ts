import { z } from 'zod';
import { count, optionalMilliseconds, readEnvironment, type Environment } from './env.js';

export interface RedisConfig {
  readonly url: string;
  /** Of every key and channel, so that installations can share a server. */
  readonly prefix: string;
  /** A command that is not answered is an error after this. */
  readonly commandTimeoutMs: number;
  /** Storage-event jobs that may wait before no more events are taken in. */
  readonly queueLimit: number;
}

/** Milliseconds where the environment says nothing: of a service that nobody waits for. */
const PATIENT = { commandTimeoutMs: 5_000 };

export const redisVariables = z.object({
  REDIS_URL: z.url({ protocol: /^rediss?$/u, error: 'must be a redis:// or rediss:// URL' }),
  WAYBILL_REDIS_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/u, 'must be 1 to 40 of a-z, 0-9 and -')
    .default('waybill'),
  WAYBILL_REDIS_COMMAND_TIMEOUT_MS: optionalMilliseconds(),
  WAYBILL_QUEUE_LIMIT: count(10_000),
});

/** @param defaults of a service whose clients wait for an answer */
export function loadRedisConfig(
  env?: Environment,
  defaults: Pick<RedisConfig, 'commandTimeoutMs'> = PATIENT,
): RedisConfig {
  const values = readEnvironment(redisVariables, env);
  return {
    url: values.REDIS_URL,
    prefix: values.WAYBILL_REDIS_PREFIX,
    commandTimeoutMs: values.WAYBILL_REDIS_COMMAND_TIMEOUT_MS ?? defaults.commandTimeoutMs,
    queueLimit: values.WAYBILL_QUEUE_LIMIT,
  };
}
