import { randomUUID } from 'node:crypto';
import type { MinioRedisConfig } from '@waybill/config';
import { DomainError, type StorageMessage, StorageMessageSource } from '@waybill/domain';
import { Redis } from 'ioredis';
import { withDeadline } from '../connection/deadline.js';
import { consumerRedisOptions } from '../connection/redis-options.js';
import { ListKeys } from './list-keys.js';
import { GIVE_BACK, TAKE, TAKE_BACK } from './list-scripts.js';

/** Messages taken at once: each is one event. */
const MAX_MESSAGES = 100;
/** Seconds that Redis waits for a message: an abort waits as long at most. */
const POLL_S = 1;
/** Milliseconds between two looks for consumers that died. */
const LOOK_MS = 5_000;
/** Milliseconds without a sign of life after which a consumer counts as dead. */
const ALIVE_MS = 15_000;

/**
 * The list to which MinIO pushes its events (MinIO's Redis target, format `access`). A consumer moves
 * messages into a list of its own, and takes them from there when they are done; the list of a
 * consumer that died goes back to the source. A consumer is one reader: each receipt begins with what
 * the last one left.
 */
export class MinioRedisSource extends StorageMessageSource {
  override readonly name = 'minio-redis';
  private readonly redis: Redis;
  private readonly keys: ListKeys;
  private readonly consumer = randomUUID();
  private nextLook = 0;

  /**
   * Starts to connect at once, and keeps trying.
   * @param onError told of every failure of the connection; they need no other handling
   */
  constructor(
    private readonly config: MinioRedisConfig,
    onError: (error: Error) => void,
    override readonly holdMs = ALIVE_MS,
  ) {
    super();
    this.keys = new ListKeys(config.key);
    this.redis = new Redis(consumerRedisOptions(config, POLL_S * 1_000));
    this.redis.on('error', onError);
  }

  override async receive(signal: AbortSignal): Promise<readonly StorageMessage[]> {
    if (signal.aborted) return [];
    await this.takeBackOrphans();
    const taken = await this.call('EVAL', () =>
      this.redis.eval(
        TAKE,
        4,
        ...this.keys.of(this.consumer),
        this.consumer,
        this.holdMs,
        MAX_MESSAGES,
      ),
    );
    const bodies = taken as string[];
    if (bodies.length > 0) return bodies.map(messageOf);
    // The sign of life and the entry among the consumers, made just now, outlast this wait.
    const { source } = this.keys;
    const own = this.keys.taken(this.consumer);
    const body = await this.call(
      'BLMOVE',
      () => this.redis.blmove(source, own, 'LEFT', 'RIGHT', POLL_S),
      POLL_S * 1_000,
    );
    return body === null ? [] : [messageOf(body)];
  }

  /** One sign of life is for all of them. */
  override async extend(): Promise<void> {
    const alive = this.keys.alive(this.consumer);
    await this.call('SET', () => this.redis.set(alive, 1, 'PX', this.holdMs));
  }

  override async done(messages: readonly StorageMessage[]): Promise<void> {
    const own = this.keys.taken(this.consumer);
    const removal = this.redis.multi();
    for (const { body } of messages) removal.lrem(own, 1, body);
    await this.call('LREM', () => removal.exec());
  }

  /** Whatever is not done, since one consumer holds one batch. */
  override async release(): Promise<void> {
    const own = this.keys.taken(this.consumer);
    await this.call('EVAL', () => this.redis.eval(GIVE_BACK, 2, this.keys.source, own));
  }

  /** The others go on looking until the sign of life is over, should Redis move one more message. */
  override async close(): Promise<void> {
    await this.release().catch(() => undefined);
    this.redis.disconnect();
  }

  private async takeBackOrphans(): Promise<void> {
    if (Date.now() < this.nextLook) return;
    const consumers = await this.call('SMEMBERS', () => this.redis.smembers(this.keys.consumers));
    for (const consumer of consumers) {
      await this.call('EVAL', () =>
        this.redis.eval(TAKE_BACK, 4, ...this.keys.of(consumer), consumer),
      );
    }
    this.nextLook = Date.now() + LOOK_MS;
  }

  private async call<T>(command: string, send: () => Promise<T>, waitMs = 0): Promise<T> {
    const deadline = waitMs + this.config.commandTimeoutMs;
    try {
      return await withDeadline(send(), deadline, command);
    } catch (cause) {
      const message = `${command} failed at the Redis of the store.`;
      throw new DomainError('store_unavailable', message, { cause });
    }
  }
}

function messageOf(body: string): StorageMessage {
  return { body, handle: '' };
}
