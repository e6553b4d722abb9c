import { afterEach, describe, expect, it } from '@jest/globals';
import { loadRedisConfig } from '@waybill/config';
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { QueueProducers } from './queue-producers.js';
import { QueueRoom } from './queue-room.js';

const event = { kind: 'created', name: 'ObjectCreated:Put', bucket: 'b', key: 'k' } as const;
const FULL = { limit: 3, deadlineMs: 2_000 };

const closing: (() => void | Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function producers(env: Record<string, string> = {}): QueueProducers {
  const prefix = `test-${randomBytes(4).toString('hex')}`;
  const config = loadRedisConfig({ ...process.env, WAYBILL_REDIS_PREFIX: prefix, ...env });
  const made = new QueueProducers(config, () => undefined);
  closing.push(() => made.close());
  return made;
}

describe('QueueRoom', () => {
  it('is full at the limit, and has room again when the queue is emptied', async () => {
    const queues = producers();
    let now = 0;
    const room = new QueueRoom(queues, FULL, () => now);
    expect(await room.hasRoom()).toBe(true);
    for (let job = 0; job < 3; job += 1) await queues.storageEvents.enqueue([event]);
    expect(await room.hasRoom()).toBe(true); // asked less than a second ago
    now += 1_000;
    expect(await room.hasRoom()).toBe(false);
    await queues.jobs.storageEvents.queue.drain();
    now += 1_000;
    expect(await room.hasRoom()).toBe(true);
  });

  it('counts what waits for another attempt, and what waits while the queue is paused', async () => {
    const queues = producers();
    const { queue } = queues.jobs.storageEvents;
    const data = { version: 1 as const, receivedAt: new Date().toISOString(), events: [event] };
    await queue.add('later', data, { delay: 60_000 });
    await queue.pause();
    await queues.storageEvents.enqueue([event]);
    await queues.storageEvents.enqueue([event]);
    expect(await new QueueRoom(queues, FULL).hasRoom()).toBe(false);
    expect(await new QueueRoom(queues, { ...FULL, limit: 4 }).hasRoom()).toBe(true);
  });

  it('asks once for all who ask at the same time', async () => {
    const queues = producers();
    const { queue } = queues.jobs.storageEvents;
    let asked = 0;
    const { getJobCountByTypes } = queue;
    queue.getJobCountByTypes = (...types) => {
      asked += 1;
      return getJobCountByTypes.call(queue, ...types);
    };
    const room = new QueueRoom(queues, FULL);
    const answers = await Promise.all(Array.from({ length: 20 }, () => room.hasRoom()));
    expect(new Set(answers)).toEqual(new Set([true]));
    expect(asked).toBe(1);
  });

  it('has no room where Redis does not answer in time', async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      mute.close();
    });
    const { port } = mute.address() as AddressInfo;
    const room = new QueueRoom(producers({ REDIS_URL: `redis://127.0.0.1:${port}` }), {
      ...FULL,
      deadlineMs: 300,
    });
    const started = Date.now();
    expect(await room.hasRoom()).toBe(false);
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});
