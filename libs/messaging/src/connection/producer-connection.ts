import { Redis } from 'ioredis';
import type { RedisConfig } from '@waybill/config';
import { withDeadline } from './deadline.js';
import { producerRedisOptions } from './redis-options.js';

/** Milliseconds that the key of a health check lives. */
const PROBE_MS = 1_000;

/** The connection over which jobs are added: shared by all queues of a process. */
export class ProducerConnection {
  readonly redis: Redis;

  /**
   * Starts to connect at once, and keeps trying.
   * @param onError told of every failure of the connection; they need no other handling
   */
  constructor(
    private readonly config: RedisConfig,
    onError: (error: Error) => void,
  ) {
    this.redis = new Redis(producerRedisOptions(config, 'producer'));
    this.redis.on('error', onError);
  }

  /**
   * Resolves once commands can be sent: at once, as a rule.
   * @throws TimeoutError of p-timeout
   */
  async ready(ms: number): Promise<void> {
    if (this.redis.status === 'ready') return;
    let onReady: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      onReady = resolve;
      this.redis.once('ready', onReady);
    });
    try {
      await withDeadline(ready, ms, 'Connecting to Redis');
    } finally {
      this.redis.off('ready', onReady);
    }
  }

  /**
   * For health checks: a key that expires at once. A Redis without memory answers PING as ever, and
   * refuses only what writes.
   * @throws where Redis does not answer, or takes no write
   */
  async probe(): Promise<void> {
    const { commandTimeoutMs, prefix } = this.config;
    await this.ready(commandTimeoutMs);
    const written = this.redis.set(`${prefix}:probe`, '', 'PX', PROBE_MS);
    await withDeadline(written, commandTimeoutMs, 'Writing to Redis');
  }

  close(): void {
    this.redis.disconnect();
  }
}
