import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QueueProducers } from '@waybill/messaging';
import { TestRedis, waitUntil } from '@waybill/testing';
import { ApiUnderTest, STORE_TOKEN } from '../../e2e/support/api-under-test.js';

const LIMIT = 20;
/** Milliseconds. */
const DEADLINE = 1_500;

const body = JSON.stringify({
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'b' }, object: { key: 'k', size: 5, eTag: 'abc' } },
    },
    { eventName: 'ObjectCreated:Put', s3: 'nothing of use' },
  ],
});

describe('POST /v1/storage-events under pressure', () => {
  let redis: TestRedis;
  let api: ApiUnderTest;
  let producers: QueueProducers;

  beforeAll(async () => {
    redis = await TestRedis.start();
    api = await ApiUnderTest.start({
      REDIS_URL: redis.url,
      WAYBILL_QUEUE_LIMIT: String(LIMIT),
      WAYBILL_REDIS_COMMAND_TIMEOUT_MS: String(DEADLINE),
    });
    producers = new QueueProducers(api.config.redis, () => undefined);
  });
  afterAll(async () => {
    redis?.signal('SIGCONT');
    producers?.close();
    await api?.stop();
    await redis?.stop();
  });

  async function post() {
    const started = performance.now();
    const response = await fetch(`${api.url}/v1/storage-events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${STORE_TOKEN}` },
      body,
    });
    const { code } = (await response.json()) as { code?: string };
    return {
      status: response.status,
      code,
      retryAfter: response.headers.get('retry-after'),
      ms: performance.now() - started,
    };
  }

  const becomes = (status: number) =>
    waitUntil(`a ${status}`, async () => (await post()).status === status);

  const letters = () => api.database.source.query('SELECT times_seen FROM dead_letters');

  it('refuses while too many jobs wait, takes nothing by halves, and takes again when drained', async () => {
    const { queue } = producers.jobs.storageEvents;
    const event = { kind: 'created', name: 'n', bucket: 'b', key: 'k' } as const;
    const data = { version: 1 as const, receivedAt: new Date().toISOString(), events: [event] };
    const jobs = Array.from({ length: LIMIT - 1 }, () => ({ name: 'n', data }));
    // What waits for its next attempt is still to be done.
    await queue.addBulk(jobs.map((job, n) => ({ ...job, opts: { delay: n % 2 ? 600_000 : 0 } })));
    expect((await post()).status).toBe(202);
    await becomes(503);
    const waiting = await queue.getJobCountByTypes('waiting', 'delayed');
    const before = (await letters()) as unknown;
    expect(await post()).toMatchObject({ status: 503, code: 'queue_full', retryAfter: '2' });
    expect(await queue.getJobCountByTypes('waiting', 'delayed')).toBe(waiting);
    expect(await letters()).toEqual(before);

    await queue.obliterate({ force: true });
    await becomes(202);
  });

  it('answers 503 where Redis has no memory left, and 202 when it has', async () => {
    await producers.jobs.storageEvents.queue.obliterate({ force: true });
    await becomes(202);
    const before = (await letters()) as unknown;
    await redis.ask('CONFIG SET maxmemory 1');
    expect(await post()).toMatchObject({
      status: 503,
      code: 'queue_unavailable',
      retryAfter: '2',
    });
    expect(await letters()).toEqual(before);
    const ready = await fetch(`${api.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      {
        status: 'degraded',
        checks: expect.arrayContaining([
          expect.objectContaining({ name: 'redis', error: expect.stringMatching('maxmemory') }),
        ]),
      },
    ]);
    await redis.ask('CONFIG SET maxmemory 0');
    expect((await post()).status).toBe(202);
  });

  it('answers 503 within the deadline where Redis has stopped, and 202 when it goes on', async () => {
    await becomes(202);
    redis.signal('SIGSTOP');
    // The look at the queue may be a second old; then the job itself has the same deadline.
    await becomes(503);
    const refused = await post();
    expect(refused).toMatchObject({ status: 503, code: 'queue_unavailable', retryAfter: '2' });
    expect(refused.ms).toBeLessThan(2 * DEADLINE + 2_000);
    redis.signal('SIGCONT');
    await becomes(202);
  });
});
