import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadProcessorConfig, loadRedisConfig, type RedisConfig } from '@waybill/config';
import { Worker } from 'bullmq';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { redisAddress } from '../connection/redis-options.js';
import { NO_CAUSE } from '../queues/bullmq-file-task-queues.js';
import { QUEUE_KEYS } from '../queues/queue-definitions.js';
import { QueueProducers } from '../queues/queue-producers.js';
import { redriveJobs } from '../queues/redrive.js';
import { scheduleMaintenance } from '../queues/maintenance-schedule.js';
import type { QueueHandlers } from './queue-handler.js';
import { QueueWorkers, type WorkerListener } from './queue-workers.js';

const fileId = '0198c0de-0000-7000-8000-000000000001';
const quiet: WorkerListener = {
  error: () => undefined,
  finished: () => undefined,
  failed: () => undefined,
  stalled: () => undefined,
};
const keepUnparsable = () => Promise.resolve();
const processor = loadProcessorConfig({
  WAYBILL_LOCK_DURATION_MS: '1000',
  WAYBILL_STALLED_INTERVAL_MS: '300',
});

describe('QueueWorkers on a real Redis', () => {
  let redis: RedisConfig;
  let producers: QueueProducers;
  const running: QueueWorkers[] = [];

  beforeEach(() => {
    const WAYBILL_REDIS_PREFIX = `test-${randomBytes(4).toString('hex')}`;
    redis = loadRedisConfig({ ...process.env, WAYBILL_REDIS_PREFIX });
    producers = new QueueProducers(redis, () => undefined);
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((workers) => workers.drain(2_000)));
    producers.close();
  });

  function start(handlers: Partial<QueueHandlers>, listener: Partial<WorkerListener> = {}) {
    const idle = { handle: () => Promise.resolve() };
    const all = Object.fromEntries(QUEUE_KEYS.map((key) => [key, idle])) as object as QueueHandlers;
    const workers = new QueueWorkers(
      { ...all, ...handlers },
      { redis, processor, listener: { ...quiet, ...listener }, keepUnparsable },
    );
    running.push(workers);
    return workers;
  }

  it('take a job whose worker died, and do not fail it for that', async () => {
    await producers.assembly.enqueue([{ fileId, cause: 1 }]);
    for (let death = 0; death < 3; death += 1) await dieWithAJob(redis);

    const stalled: string[] = [];
    const attempt = await new Promise<number>((resolve) => {
      start(
        { assembly: { handle: (_, context) => Promise.resolve(resolve(context.attempt)) } },
        { stalled: (_, jobId) => void stalled.push(jobId) },
      );
    });
    expect(attempt).toBe(1);
    await until(async () => (await producers.jobs.assembly.queue.getCompletedCount()) === 1);
  });

  it('give a job back that outlasts the drain, and another worker has it at once', async () => {
    let taken: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (taken = resolve));
    const first = start({
      assembly: {
        handle: () => {
          taken();
          return new Promise(() => undefined);
        },
      },
    });
    await producers.assembly.enqueue([{ fileId, cause: 2 }]);
    await begun;
    const started = performance.now();
    await first.drain(300);
    expect(performance.now() - started).toBeLessThan(1_500);

    const attempt = await new Promise<number>((resolve) => {
      start({ assembly: { handle: (_, context) => Promise.resolve(resolve(context.attempt)) } });
    });
    expect(attempt).toBe(1);
  });

  it('keep what failed for good, and drive again only what nobody settled', async () => {
    const queue = producers.jobs.assembly.queue;
    const data = { version: 1 as const, fileId, cause: 3 };
    await queue.add('assembly', data, { jobId: 'settled', attempts: 1 });
    await producers.jobs.cleanup.queue.add('cleanup', data, { jobId: 'open', attempts: 1 });
    let cleanups = 0;
    start({
      assembly: {
        handle: () => Promise.reject(new Error('boom')),
        exhausted: () => Promise.resolve(),
      },
      cleanup: {
        handle: () => {
          cleanups += 1;
          return cleanups === 1 ? Promise.reject(new Error('boom')) : Promise.resolve();
        },
      },
    });
    await until(
      async () =>
        (await queue.getFailedCount()) + (await producers.jobs.cleanup.queue.getFailedCount()) ===
        2,
    );
    expect(await redriveJobs(producers)).toEqual({ cleanup: 1 });
    await until(
      async () => cleanups === 2 && (await producers.jobs.cleanup.queue.getActiveCount()) === 0,
    );
    // It had no other use.
    expect(await producers.jobs.cleanup.queue.getJob('open')).toBeUndefined();
    expect(await queue.getFailedCount()).toBe(1);
    expect(await redriveJobs(producers)).toEqual({});
  });

  it('keep no failure of a job that is only a hint', async () => {
    const { queue } = producers.jobs.webhookDeliveries;
    const data = { version: 1 as const, deliveryId: fileId };
    let failed = 0;
    const fails = { handle: () => Promise.reject(new Error('away')) };
    const listener = { ...quiet, failed: () => void (failed += 1) };
    // An earlier version has kept one.
    await queue.add('old', data, { removeOnFail: false });
    start({ webhookDeliveries: fails }, listener);
    await producers.webhookDeliveries.enqueue([fileId]);
    await until(() => Promise.resolve(failed === 2));
    await redriveJobs(producers);
    expect(await queue.getJobCounts('failed', 'waiting', 'delayed')).toEqual({
      failed: 0,
      waiting: 0,
      delayed: 0,
    });
  });

  it('drive again what is behind hundreds of settled failures', async () => {
    const { queue } = producers.jobs.cleanup;
    const data = { version: 1 as const, fileId, cause: 1 };
    const add = (name: string, count: number) =>
      queue.addBulk(Array.from({ length: count }, () => ({ name, data, opts: { attempts: 1 } })));
    // The failures of the first ones are not settled, and they are the oldest of the list.
    await add('open', 1);
    await add('settled', 600);
    const first = start({
      cleanup: {
        handle: () => Promise.reject(new Error('boom')),
        exhausted: () =>
          queue
            .getFailedCount()
            .then((failed) => (failed === 0 ? Promise.reject(new Error('away')) : undefined)),
      },
    });
    await until(async () => (await queue.getFailedCount()) === 601);
    await first.drain(1_000);
    expect(await redriveJobs(producers)).toEqual({ cleanup: expect.any(Number) });
    expect(await redriveJobs(producers)).toEqual({});
  });

  it('do maintenance at intervals', async () => {
    const tasks: string[] = [];
    start({ maintenance: { handle: ({ task }) => Promise.resolve(void tasks.push(task)) } });
    await scheduleMaintenance(producers, redis, 'expire-files', 200);
    await scheduleMaintenance(producers, redis, 'expire-files', 200);
    await until(() => Promise.resolve(tasks.length >= 3));
    expect(new Set(tasks)).toEqual(new Set(['expire-files']));
  });

  it('leave a schedule that stands as it is, and make one again that is gone', async () => {
    const tasks: string[] = [];
    start({ maintenance: { handle: ({ task }) => Promise.resolve(void tasks.push(task)) } });
    const daily = () => scheduleMaintenance(producers, redis, 'sweep-leftovers', 86_400_000);
    await daily();
    await until(() => Promise.resolve(tasks.length === 1));
    // As at each start of a processor.
    await daily();
    await sleep(300);
    expect(tasks).toHaveLength(1);
    await producers.connection.redis.del(
      ...(await producers.connection.redis.keys(`${redis.prefix}:*`)),
    );
    await daily();
    await until(() => Promise.resolve(tasks.length === 2));
    await scheduleMaintenance(producers, redis, 'sweep-leftovers', 0);
    expect(await producers.jobs.maintenance.queue.getJobSchedulersCount()).toBe(0);
  });

  it('never have the same file in two hands, and look at it once more when asked meanwhile', async () => {
    let atOnce = 0;
    let most = 0;
    const causes: number[] = [];
    const handle = async ({ cause }: { cause: number }) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      causes.push(cause);
      await sleep(300);
      atOnce -= 1;
    };
    start({ assembly: { handle } });
    await producers.assembly.enqueue([{ fileId, cause: 1 }]);
    await until(() => Promise.resolve(causes.length === 1));
    for (const cause of [2, 3, NO_CAUSE]) await producers.assembly.enqueue([{ fileId, cause }]);
    await until(() => Promise.resolve(causes.length === 2));
    await sleep(600);
    expect(causes).toEqual([1, NO_CAUSE]);
    expect(most).toBe(1);
  });

  it('give what a run has remembered to the one that takes over', async () => {
    const seen: unknown[] = [];
    const verdict = { reason: 'wrong_md5', detail: 'd', etag: 'e', rejections: 0 } as const;
    start({
      verification: {
        handle: async (job, context) => {
          seen.push(job.verdict);
          if (job.verdict) return;
          await context.remember({ ...job, verdict });
          throw new Error('boom');
        },
      },
    });
    const chunk = { fileId, number: 1, etag: 'e', size: 1, verification: 'storage' } as const;
    await producers.verification.enqueue([chunk]);
    await until(() => Promise.resolve(seen.length === 2));
    expect(seen).toEqual([undefined, verdict]);
  });
});

/** Takes the job, lets its lock lapse, and is gone: what remains of a worker after kill -9. */
async function dieWithAJob(redis: RedisConfig): Promise<void> {
  let taken: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (taken = resolve));
  const worker = new Worker(
    'assembly',
    () => {
      taken();
      return new Promise(() => undefined);
    },
    {
      connection: { ...redisAddress(redis.url), maxRetriesPerRequest: null },
      prefix: redis.prefix,
      lockDuration: 500,
      stalledInterval: 200,
      maxStalledCount: 100,
      skipLockRenewal: true,
    },
  );
  worker.on('error', () => undefined);
  await begun;
  await worker.close(true);
}

async function until(probe: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    if (await probe()) return;
    await sleep(50);
  }
  throw new Error('waited in vain');
}
