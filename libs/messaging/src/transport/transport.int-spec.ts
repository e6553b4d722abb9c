import { afterEach, describe, expect, it } from '@jest/globals';
import type { ServerRedis } from '@nestjs/microservices';
import { loadRedisConfig } from '@waybill/config';
import { randomBytes } from 'node:crypto';
import { ChannelDemand } from './channel-demand.js';
import { parseChunksUploaded, parseFileEvents } from './messages.js';
import { PATTERNS } from './patterns.js';
import { RedisEventPublisher } from './redis-event-publisher.js';
import { createRedisTransportClient, redisTransportOptions } from './redis-transport-options.js';

const fileId = '0198c0de-0000-7000-8000-000000000001';
const tenantId = '0198c0de-0000-7000-8000-000000000002';
const fileEvent = {
  position: 1,
  type: 'file.uploaded',
  fileId,
  tenantId,
  at: new Date('2026-01-01T00:00:00.000Z'),
  data: {},
} as const;
const chunk = { fileId, tenantId, number: 1, etag: 'e', size: 5 };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function configOf(overrides: Record<string, string> = {}) {
  return loadRedisConfig({
    ...process.env,
    WAYBILL_REDIS_PREFIX: `test-${randomBytes(4).toString('hex')}`,
    ...overrides,
  });
}

function publisherOf(config: ReturnType<typeof configOf>): RedisEventPublisher {
  const client = createRedisTransportClient(config);
  closing.push(() => client.close());
  return new RedisEventPublisher(client, config);
}

async function subscribe(
  config: ReturnType<typeof configOf>,
  demand?: ChannelDemand,
): Promise<Record<string, unknown[]>> {
  const server = redisTransportOptions(config, demand).strategy as ServerRedis;
  const heard: Record<string, unknown[]> = {};
  for (const pattern of Object.values(PATTERNS)) {
    heard[pattern] = [];
    const hear = (message: unknown) => Promise.resolve(void heard[pattern]?.push(message));
    server.addHandler(pattern, hear, true);
  }
  await new Promise<void>((resolve, reject) => {
    void server.listen((error) => (error instanceof Error ? reject(error) : resolve()));
  });
  closing.push(() => server.close());
  return heard;
}

async function until(probe: () => boolean): Promise<void> {
  for (let round = 0; round < 200 && !probe(); round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('the Redis transport', () => {
  it('brings messages to every subscriber with the prefix, and to no other', async () => {
    const config = configOf();
    const first = await subscribe(config);
    const second = await subscribe(config);
    const other = await subscribe(configOf());
    const publisher = publisherOf(config);
    await new Promise((resolve) => setTimeout(resolve, 100));

    await publisher.fileEvents([fileEvent]);
    await publisher.chunksUploaded([chunk]);
    await until(() => second[PATTERNS.chunksUploaded]?.length === 1);
    for (const heard of [first, second]) {
      expect(heard[PATTERNS.fileEvents]?.map(parseFileEvents)).toEqual([[fileEvent]]);
      expect(heard[PATTERNS.chunksUploaded]?.map(parseChunksUploaded)).toEqual([[chunk]]);
    }
    expect(Object.values(other).flat()).toEqual([]);
  });

  it('tells of chunks only where somebody wants to hear of them, and from then on', async () => {
    const config = configOf();
    const demand = new ChannelDemand(PATTERNS.chunksUploaded);
    const heard = await subscribe(config, demand);
    const publisher = publisherOf(config);
    await publisher.chunksUploaded([chunk]);

    const [first, second] = [await demand.hold(), await demand.hold()];
    await publisher.chunksUploaded([{ ...chunk, number: 2 }]);
    first();
    first();
    await publisher.chunksUploaded([{ ...chunk, number: 3 }]);
    await until(() => heard[PATTERNS.chunksUploaded]?.length === 2);
    second();
    await publisher.fileEvents([fileEvent]);
    await until(() => heard[PATTERNS.fileEvents]?.length === 1);
    await publisher.chunksUploaded([{ ...chunk, number: 4 }]);
    const again = await demand.hold();
    await publisher.chunksUploaded([{ ...chunk, number: 5 }]);
    await until(() => heard[PATTERNS.chunksUploaded]?.length === 3);
    again();
    const numbers = heard[PATTERNS.chunksUploaded]?.flatMap((message) =>
      parseChunksUploaded(message).map(({ number }) => number),
    );
    expect(numbers).toEqual([2, 3, 5]);
  });

  it('is an error within the deadline where nobody listens', async () => {
    const publisher = publisherOf(
      configOf({ REDIS_URL: 'redis://127.0.0.1:1', WAYBILL_REDIS_COMMAND_TIMEOUT_MS: '300' }),
    );
    const started = performance.now();
    await expect(publisher.fileEvents([fileEvent])).rejects.toBeInstanceOf(Error);
    expect(performance.now() - started).toBeLessThan(1_000);
    await expect(publisher.fileEvents([fileEvent])).rejects.toBeInstanceOf(Error);
  });

  it('listens even where no Redis is there yet, and can be closed then', async () => {
    const config = configOf({ REDIS_URL: 'redis://127.0.0.1:1' });
    const server = redisTransportOptions(config).strategy as ServerRedis;
    const failed = await new Promise((resolve) => void server.listen(resolve));
    expect(failed).toBeUndefined();
    await server.close();
  });
});
