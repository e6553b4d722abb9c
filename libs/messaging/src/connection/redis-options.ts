import type { RedisOptions } from 'ioredis';
import type { MinioRedisConfig, RedisConfig } from '@waybill/config';

/** Seconds that a worker's blocking read waits for a job at most: BullMQ's own limit. */
const LONGEST_BLOCKING_READ_S = 10;
const MARGIN_MS = 5_000;

/** What every connection has. Reconnects for ever: a Redis that restarts is found again. */
function commonOptions(config: Pick<RedisConfig, 'url' | 'commandTimeoutMs'>): RedisOptions {
  return {
    ...redisAddress(config.url),
    connectTimeout: config.commandTimeoutMs,
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
    // A replica after a failover answers READONLY: only a new connection finds the new primary.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  };
}

/**
 * For those who add jobs: a command fails soon instead of waiting for a Redis that is not there.
 */
export function producerRedisOptions(config: RedisConfig, name: string): RedisOptions {
  return {
    ...commonOptions(config),
    connectionName: `${config.prefix}-${name}`,
    commandTimeout: config.commandTimeoutMs,
    // A peer that is gone without a word (no FIN, no RST) is left after this, and dialled again.
    socketTimeout: config.commandTimeoutMs * 2,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
  };
}

/**
 * For workers. BullMQ uses one set of options for its commands and for its blocking read, so the
 * deadline of all exceeds the longest blocking read; and commands wait out a restart of Redis.
 */
export function workerRedisOptions(config: RedisConfig): RedisOptions {
  const deadline = Math.max(config.commandTimeoutMs, LONGEST_BLOCKING_READ_S * 1_000 + MARGIN_MS);
  return {
    ...commonOptions(config),
    commandTimeout: deadline,
    socketTimeout: deadline * 2,
    maxRetriesPerRequest: null,
  };
}

/**
 * For the reader of a list on the store's Redis, who blocks for up to `waitMs` and asks again by
 * himself when a command fails.
 */
export function consumerRedisOptions(config: MinioRedisConfig, waitMs: number): RedisOptions {
  const deadline = config.commandTimeoutMs + waitMs;
  return {
    ...commonOptions(config),
    connectionName: 'waybill-consumer',
    commandTimeout: deadline,
    socketTimeout: deadline * 2,
    maxRetriesPerRequest: 1,
  };
}

/** For subscribers, which wait for what comes: only their commands have a deadline. */
export function subscriberRedisOptions(config: RedisConfig): RedisOptions {
  return { ...commonOptions(config), commandTimeout: config.commandTimeoutMs };
}

/** Host, port, login and database of a `redis:` or `rediss:` URL. */
export function redisAddress(
  url: string,
): Pick<RedisOptions, 'host' | 'port' | 'username' | 'password' | 'db' | 'tls'> {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/gu, '') || '127.0.0.1';
  return {
    host,
    port: Number(port || 6379),
    db: Number(pathname.slice(1) || 0),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: { servername: host } }),
  };
}
