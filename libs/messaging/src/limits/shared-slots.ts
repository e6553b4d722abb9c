import { randomUUID } from 'node:crypto';
import { withDeadline } from '../connection/deadline.js';
import type { ProducerConnection } from '../connection/producer-connection.js';

/** Milliseconds that a slot lasts without being renewed: that of a replica that was killed is free then. */
const LIFE_MS = 20_000;
const RENEW_EVERY_MS = 5_000;

/** Milliseconds that a caller waits for Redis at most. */
const DEADLINE_MS = 500;

/** KEYS[1] the set of an owner; ARGV: now, the end of the slot, how many, the slot, its life. */
const TAKE = `
redis.call('zremrangebyscore', KEYS[1], '-inf', ARGV[1])
if redis.call('zcard', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('zadd', KEYS[1], ARGV[2], ARGV[4])
redis.call('pexpire', KEYS[1], ARGV[5])
return 1`;

/** So many at once of each owner, on all replicas together. */
export class SharedSlots {
  private readonly held = new Map<string, string>();
  private renewing: NodeJS.Timeout | undefined;

  /** @param prefix before the keys in Redis */
  constructor(
    private readonly connection: Pick<ProducerConnection, 'redis'>,
    private readonly prefix: string,
  ) {}

  /**
   * @param max slots that there are
   * @returns what gives the slot back, or undefined where none is free. Where Redis does not answer there
   *   is one.
   */
  async take(owner: string, max: number): Promise<(() => void) | undefined> {
    const key = `${this.prefix}:slots:${owner}`;
    const slot = randomUUID();
    const now = Date.now();
    const asked = this.connection.redis.eval(TAKE, 1, key, now, now + LIFE_MS, max, slot, LIFE_MS);
    const taken = await withDeadline(asked, DEADLINE_MS, 'Taking a slot').catch(() => 1);
    if (taken === 0) return undefined;
    this.held.set(slot, key);
    this.renewing ??= setInterval(() => this.renew(), RENEW_EVERY_MS).unref();
    return () => this.release(slot);
  }

  stop(): void {
    clearInterval(this.renewing);
    for (const slot of [...this.held.keys()]) this.release(slot);
  }

  private release(slot: string): void {
    const key = this.held.get(slot);
    if (key === undefined) return;
    this.held.delete(slot);
    this.connection.redis.zrem(key, slot).catch(() => undefined);
  }

  /** One that a deadline has cut off comes to be counted by this. */
  private renew(): void {
    const end = Date.now() + LIFE_MS;
    for (const [slot, key] of this.held) {
      const { redis } = this.connection;
      redis
        .multi()
        .zadd(key, end, slot)
        .pexpire(key, LIFE_MS)
        .exec()
        .catch(() => undefined);
    }
  }
}
