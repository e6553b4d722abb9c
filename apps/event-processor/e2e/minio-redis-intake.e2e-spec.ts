import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startStallingProxy, type StallingProxy } from '@waybill/persistence/testing';
import { type AppProcess, System, waitUntil } from '@waybill/testing';
import { Redis } from 'ioredis';
import { declareWithEvents, expectUploaded, jobsAdded, metric } from './support/fetched-events.js';

/** Longer than a consumer that died counts as alive, and than the others take to look. */
const TAKEN_OVER_MS = 90_000;

describe('storage events fetched from the list that MinIO pushes to', () => {
  let system: System;
  let store: Redis;
  let ours: StallingProxy;
  let key: string;
  let number = 0;

  beforeAll(async () => {
    system = await System.start({ processors: 0, notifications: 'off' });
    store = new Redis(system.stack.redisUrl);
    ours = await startStallingProxy(system.stack.redisUrl);
  });
  afterAll(async () => {
    await system?.stop();
    store?.disconnect();
    await ours?.close();
  });

  beforeEach(() => {
    key = `${system.bucket}-${(number += 1)}`;
  });
  afterEach(async () => {
    ours.resume();
    await Promise.all(system.processors.splice(0).map((processor) => processor.stop()));
    await store.del(key, ...(await store.keys(`${key}:*`)));
  });

  const processor = (env: Record<string, string> = {}): Promise<AppProcess> =>
    system.startProcessor({
      WAYBILL_MINIO_REDIS_URL: system.stack.redisUrl,
      WAYBILL_MINIO_REDIS_KEY: key,
      ...env,
    });
  const left = async () => {
    const lists = [key, ...(await store.keys(`${key}:waybill:taken:*`))];
    const lengths = await Promise.all(lists.map((list) => store.llen(list)));
    return lengths.reduce((sum, length) => sum + length, 0);
  };
  const letters = () =>
    system.database.query<{ body: string }>(
      "SELECT body FROM dead_letters WHERE source = 'minio-redis'",
    );

  it('queues every message, keeps what it cannot read, and empties the list', async () => {
    const { file, bodies } = await declareWithEvents(system, 250);
    await store.rpush(key, ...bodies.slice(0, 200), 'no JSON');
    const one = await processor();
    await store.rpush(key, ...bodies.slice(200));
    await expectUploaded(system, file);
    await waitUntil('the list to be empty', async () => (await left()) === 0);
    expect(await letters()).toEqual([{ body: 'no JSON' }]);
    await waitUntil(
      'its metric',
      async () => (await metric(one, 'waybill_intake_messages_done_total')) === 251,
    );
  });

  it('loses nothing when it is killed between taking a message and queueing it', async () => {
    const { file, bodies } = await declareWithEvents(system, 5);
    const victim = await processor({ REDIS_URL: ours.url });
    const before = await jobsAdded(system);
    ours.stall();
    await store.rpush(key, ...bodies);
    await waitUntil('a message to be taken', async () => (await store.llen(key)) < bodies.length);
    await victim.stop('SIGKILL');
    ours.cut();
    expect(await jobsAdded(system)).toBe(before);
    expect(await left()).toBe(bodies.length);

    await processor();
    await waitUntil('it to be taken over', async () => (await left()) === 0, TAKEN_OVER_MS);
    await expectUploaded(system, file);
  });

  it('gives back what it holds when it ends', async () => {
    const { file, bodies } = await declareWithEvents(system, 3);
    const one = await processor({ REDIS_URL: ours.url });
    ours.stall();
    await store.rpush(key, ...bodies);
    await waitUntil('a message to be taken', async () => (await store.llen(key)) < bodies.length);
    await one.stop('SIGTERM');
    expect(await store.lrange(key, 0, -1)).toEqual(bodies);
    ours.resume();

    await processor();
    await expectUploaded(system, file);
    await waitUntil('the list to be empty', async () => (await left()) === 0);
  });

  it('shares a list with other processors through a kill', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => declareWithEvents(system, 100)));
    await store.rpush(key, ...made.flatMap(({ bodies }) => bodies));
    const [victim] = await Promise.all([processor(), processor()]);
    await victim?.stop('SIGKILL');
    await waitUntil('the list to be empty', async () => (await left()) === 0, TAKEN_OVER_MS);
    for (const { file } of made) await expectUploaded(system, file);
    expect(await letters()).toHaveLength(1);
  });
});
