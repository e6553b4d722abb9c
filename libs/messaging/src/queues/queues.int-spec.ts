import { afterEach, describe, expect, it } from '@jest/globals';
import { loadRedisConfig } from '@waybill/config';
import { DomainError, MAX_EVENTS_PER_JOB } from '@waybill/domain';
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NO_CAUSE } from './bullmq-file-task-queues.js';
import { QueueProducers } from './queue-producers.js';
import { queueAges, queueDepths } from './queue-depths.js';

const fileId = '0198c0de-0000-7000-8000-000000000001';
const event = {
  kind: 'created',
  name: 'ObjectCreated:Put',
  bucket: 'b',
  key: 'k',
  size: 1,
  etag: 'e',
} as const;

const closing: (() => void | Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function producers(overrides: Record<string, string> = {}): QueueProducers {
  const config = loadRedisConfig({
    ...process.env,
    WAYBILL_REDIS_PREFIX: `test-${randomBytes(4).toString('hex')}`,
    ...overrides,
  });
  const made = new QueueProducers(config, () => undefined);
  closing.push(() => made.close());
  return made;
}

async function failureOf(work: Promise<unknown>): Promise<{ code?: string; ms: number }> {
  const started = performance.now();
  const error: unknown = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  const ms = performance.now() - started;
  return { ms, ...(error instanceof DomainError && { code: error.code }) };
}

describe('queues on a real Redis', () => {
  it('store events as jobs of at most 500', async () => {
    const queues = producers();
    await queues.storageEvents.enqueue(Array.from({ length: 1_201 }, () => event));
    const jobs = await queues.jobs.storageEvents.queue.getWaiting();
    expect(jobs.map((job) => job.data.events.length).sort((a, b) => a - b)).toEqual([
      201,
      MAX_EVENTS_PER_JOB,
      MAX_EVENTS_PER_JOB,
    ]);
  });

  it('take the same task for the same cause once', async () => {
    const queues = producers();
    const task = { fileId, cause: 7 };
    await queues.cleanup.enqueue([task, task]);
    await queues.cleanup.enqueue([task, { fileId, cause: 8 }]);
    expect(await queueDepths(queues, 2_000)).toContainEqual({
      queue: 'cleanup',
      state: 'waiting',
      jobs: 2,
    });
  });

  it('have a file, and a chunk, wait once, whatever asked for it', async () => {
    const queues = producers();
    const other = { fileId: fileId.replace('1', '2'), cause: 9 };
    for (const cause of [7, 8, NO_CAUSE]) await queues.assembly.enqueue([{ fileId, cause }]);
    await queues.assembly.enqueue([other, other]);
    const chunk = { fileId, number: 1, etag: 'e', size: 1, verification: 'storage' } as const;
    await queues.verification.enqueue([chunk, { ...chunk, etag: 'f' }, { ...chunk, number: 2 }]);
    expect(await queueDepths(queues, 2_000)).toEqual(
      expect.arrayContaining([
        { queue: 'assembly', state: 'waiting', jobs: 2 },
        { queue: 'verification', state: 'waiting', jobs: 2 },
      ]),
    );
  });

  it('say how long the first of their jobs has waited', async () => {
    const queues = producers();
    const inAMinute = Date.now() + 60_000;
    await queues.cleanup.enqueue([{ fileId, cause: 1 }]);
    await sleep(300);
    await queues.cleanup.enqueue([{ fileId, cause: 2 }]);
    const ages = await queueAges(queues, 2_000, inAMinute);
    expect(ages.filter(({ seconds }) => seconds > 0).map(({ queue }) => queue)).toEqual([
      'cleanup',
    ]);
    const cleanup = ages.find(({ queue }) => queue === 'cleanup');
    expect(cleanup?.seconds).toBeLessThanOrEqual(60);
    expect(cleanup?.seconds).toBeGreaterThan(59);
    const [first] = await queues.jobs.cleanup.queue.getWaiting(0, 0);
    expect(cleanup?.seconds).toBe((inAMinute - (first?.timestamp ?? 0)) / 1_000);
    expect(first?.data).toMatchObject({ cause: 1 });
  });

  it('refuse a job that is not what its schema says', async () => {
    await expect(
      producers().assembly.enqueue([{ fileId: 'no uuid', cause: 1 }]),
    ).rejects.toMatchObject({ name: 'ZodError' });
  });
});

describe('queues without Redis', () => {
  const deadline = { WAYBILL_REDIS_COMMAND_TIMEOUT_MS: '300' };

  it('say queue_unavailable within the deadline where nobody listens', async () => {
    const port = await freePort();
    const queues = producers({ REDIS_URL: `redis://127.0.0.1:${port}`, ...deadline });
    const failure = await failureOf(queues.storageEvents.enqueue([event]));
    expect(failure.code).toBe('queue_unavailable');
    expect(failure.ms).toBeLessThan(1_000);
  });

  it('say queue_unavailable within the deadline where a server never answers', async () => {
    const { port } = await mute();
    const queues = producers({ REDIS_URL: `redis://127.0.0.1:${port}`, ...deadline });
    for (let round = 0; round < 3; round += 1) {
      const failure = await failureOf(queues.storageEvents.enqueue([event]));
      expect(failure.code).toBe('queue_unavailable');
      expect(failure.ms).toBeLessThan(1_000);
    }
  });

  it('say queue_unavailable where Redis falls silent, and go on when it is back', async () => {
    const proxy = await pausableProxy(new URL(process.env['REDIS_URL'] ?? ''));
    const queues = producers({ REDIS_URL: `redis://127.0.0.1:${proxy.port}`, ...deadline });
    await queues.storageEvents.enqueue([event]);

    proxy.pause();
    const failure = await failureOf(queues.storageEvents.enqueue([event]));
    expect(failure.code).toBe('queue_unavailable');
    expect(failure.ms).toBeLessThan(1_000);

    proxy.resume();
    await expect(retry(() => queues.storageEvents.enqueue([event]))).resolves.toBeUndefined();
    expect(await queues.jobs.storageEvents.queue.getWaitingCount()).toBeGreaterThanOrEqual(2);
  });
});

async function retry(work: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if ((await failureOf(work())).code === undefined) return;
  }
  throw new Error('Redis never came back.');
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Accepts connections and never says a word. */
async function mute(): Promise<{ port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: await listen(server) };
}

/** Stands between client and Redis, and can let everything lie, as a stopped Redis does. */
async function pausableProxy(
  target: URL,
): Promise<{ port: number; pause: () => void; resume: () => void }> {
  const { connect } = await import('node:net');
  const sockets = new Set<Socket>();
  let paused = false;
  const server = createServer((client) => {
    const redis = connect(Number(target.port), target.hostname);
    for (const socket of [client, redis]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => [client, redis].forEach((one) => one.destroy()));
    }
    client.pipe(redis);
    redis.pipe(client);
    if (paused) for (const socket of [client, redis]) socket.pause();
  });
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: await listen(server),
    pause: () => {
      paused = true;
      for (const socket of sockets) socket.pause();
    },
    resume: () => {
      paused = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
