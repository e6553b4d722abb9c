import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StorageMessage } from '@waybill/domain';
import { Redis } from 'ioredis';
import { randomBytes } from 'node:crypto';
import { ListKeys } from './list-keys.js';
import { MinioRedisSource } from './minio-redis-source.js';

const NEVER = new AbortController().signal;
const url = process.env['REDIS_URL'] ?? '';

describe('MinioRedisSource', () => {
  let redis: Redis;
  let key: string;
  const sources: MinioRedisSource[] = [];

  beforeEach(() => {
    redis = new Redis(url);
    key = `test-${randomBytes(5).toString('hex')}`;
  });
  afterEach(async () => {
    for (const source of sources.splice(0)) await source.close();
    const keys = await redis.keys(`${key}*`);
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  });

  function consumer(holdMs?: number, at = url): MinioRedisSource {
    const config = { url: at, key, commandTimeoutMs: 2_000 };
    const made = new MinioRedisSource(config, () => undefined, holdMs);
    sources.push(made);
    return made;
  }

  const bodies = (messages: readonly StorageMessage[]) => messages.map(({ body }) => body);
  const heldBack = async () => (await redis.keys(`${key}:waybill:taken:*`)).length;

  /** Dies as a killed process does: gives nothing back, and its connection is gone. */
  function kill(source: MinioRedisSource): void {
    (source as unknown as { redis: Redis }).redis.disconnect();
    sources.splice(sources.indexOf(source), 1);
  }

  async function receiveFrom(source: MinioRedisSource): Promise<readonly StorageMessage[]> {
    for (let round = 0; round < 60; round += 1) {
      const messages = await source.receive(NEVER);
      if (messages.length > 0) return messages;
    }
    throw new Error('No message came.');
  }

  it('takes messages in their order, a hundred at most, and they are gone when they are done', async () => {
    const sent = Array.from({ length: 101 }, (_, number) => `message ${number} €`);
    await redis.rpush(key, ...sent);
    const from = consumer();
    const first = await from.receive(NEVER);
    expect(bodies(first)).toEqual(sent.slice(0, 100));
    expect(await redis.llen(key)).toBe(1);
    await from.done(first);
    const rest = await from.receive(NEVER);
    expect(bodies(rest)).toEqual(sent.slice(100));
    await from.done(rest);
    expect(await redis.exists(key)).toBe(0);
    expect(await heldBack()).toBe(0);
  });

  it('waits for a message', async () => {
    const from = consumer();
    const waiting = receiveFrom(from);
    await redis.rpush(key, 'late');
    const messages = await waiting;
    expect(bodies(messages)).toEqual(['late']);
    expect(await heldBack()).toBe(1);
    await from.done(messages);
    expect(await heldBack()).toBe(0);
  });

  it('takes of two equal messages each once', async () => {
    await redis.rpush(key, 'same', 'same');
    const from = consumer();
    const messages = await from.receive(NEVER);
    expect(bodies(messages)).toEqual(['same', 'same']);
    await from.done(messages.slice(1));
    expect(bodies(await from.receive(NEVER))).toEqual(['same']);
  });

  it('gives out again what was released, or not done', async () => {
    await redis.rpush(key, 'a', 'b');
    const from = consumer();
    expect(bodies(await from.receive(NEVER))).toEqual(['a', 'b']);
    expect(bodies(await from.receive(NEVER))).toEqual(['a', 'b']);
    await from.release();
    expect(await redis.lrange(key, 0, -1)).toEqual(['a', 'b']);
  });

  it('gives back what it holds when it is closed', async () => {
    await redis.rpush(key, 'a', 'b');
    const from = consumer();
    await from.receive(NEVER);
    await from.close();
    expect(await redis.lrange(key, 0, -1)).toEqual(['a', 'b']);
  });

  it('takes over from a consumer that died, and only then', async () => {
    await redis.rpush(key, 'a', 'b');
    const victim = consumer(2_000);
    expect(await victim.receive(NEVER)).toHaveLength(2);
    await redis.rpush(key, 'c');
    const other = consumer();
    const mine = await other.receive(NEVER);
    expect(bodies(mine)).toEqual(['c']);
    await other.done(mine);

    kill(victim);
    const found = await receiveFrom(other);
    expect(bodies(found)).toEqual(['a', 'b']);
    await other.done(found);
    expect(await heldBack()).toBe(0);
    expect(await redis.scard(new ListKeys(key).consumers)).toBe(1);
  });

  it('leaves a slow consumer alone as long as it says that it lives', async () => {
    await redis.rpush(key, 'a');
    const slow = consumer(4_000);
    const messages = await slow.receive(NEVER);
    for (let round = 0; round < 4; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await slow.extend();
      // A consumer that begins looks at once.
      expect(await consumer().receive(AbortSignal.timeout(60_000))).toEqual([]);
    }
    await slow.done(messages);
    expect(await heldBack()).toBe(0);
  });

  it('shares a list with others: each message is done once', async () => {
    const sent = Array.from({ length: 2_000 }, (_, number) => String(number));
    await redis.rpush(key, ...sent);
    const seen: string[] = [];
    const work = async (from: MinioRedisSource) => {
      for (;;) {
        const messages = await from.receive(NEVER);
        if (messages.length === 0) return;
        seen.push(...bodies(messages));
        await from.done(messages);
      }
    };
    await Promise.all([consumer(), consumer(), consumer()].map(work));
    expect(seen.sort((a, b) => Number(a) - Number(b))).toEqual(sent);
  });

  it('is unavailable within its deadline where no Redis listens', async () => {
    const from = consumer(undefined, 'redis://127.0.0.1:1');
    const started = Date.now();
    await expect(from.receive(NEVER)).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});
