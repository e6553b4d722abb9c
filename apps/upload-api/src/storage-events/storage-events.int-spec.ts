import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeadLetterListBody } from '@waybill/contracts';
import { QueueProducers } from '@waybill/messaging';
import { ApiUnderTest, STORE_TOKEN } from '../../e2e/support/api-under-test.js';

const FILE = '019a9b0c-7f00-7000-8000-000000000001';

const record = (number: number) => ({
  eventSource: 'ceph:s3',
  eventName: 'ObjectCreated:Put',
  s3: {
    bucket: { name: 'waybill' },
    object: { key: `uploads/${FILE}/chunks/${number}`, size: 5, eTag: 'abc', sequencer: '01' },
  },
});

describe('POST /v1/storage-events', () => {
  let api: ApiUnderTest;
  let producers: QueueProducers;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    producers = new QueueProducers(api.config.redis, () => undefined);
  });
  beforeEach(() => producers.jobs.storageEvents.queue.obliterate({ force: true }));
  afterAll(async () => {
    producers?.close();
    await api?.stop();
  });

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/v1/storage-events`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${STORE_TOKEN}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  const queued = async () => {
    const jobs = await producers.jobs.storageEvents.queue.getJobs(['waiting']);
    return jobs.map(({ data }) => data.events.map(({ key }) => key));
  };

  const deadLetters = async () =>
    (await api.caller(api.adminKey).call<DeadLetterListBody>('GET', '/v1/admin/dead-letters')).body;

  it('answers 202 once the events are in Redis', async () => {
    const response = await post({ Records: [record(1), record(2)] });
    expect([response.status, await response.json()]).toEqual([202, { queued: 2, deadLettered: 0 }]);
    expect(await queued()).toEqual([[`uploads/${FILE}/chunks/1`, `uploads/${FILE}/chunks/2`]]);
  });

  it('gathers the events of requests that come while others are on their way', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => post({ Records: [record(index + 1)] })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const jobs = await queued();
    expect(jobs.flat()).toHaveLength(200);
    // How many fewer depends on how fast Redis answers; IntakeBatcher's own test has the rule.
    expect(jobs.length).toBeLessThan(200);
  });

  it.each([
    ['no content type at all', ''],
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['CloudEvents', 'application/cloudevents+json; charset=utf-8'],
  ])('takes %s', async (_, type) => {
    const response = await fetch(`${api.url}/v1/storage-events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${STORE_TOKEN}`, ...(type && { 'content-type': type }) },
      body: Buffer.from(JSON.stringify({ Records: [record(1)] })),
    });
    expect(response.status).toBe(202);
    expect((await queued()).flat()).toHaveLength(1);
  });

  it('takes the token as a password, with any user name', async () => {
    const basic = (user: string, password: string) =>
      `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const body = { Records: [record(1)] };
    for (const user of ['', 'waybill', 'a:b'.slice(0, 1)]) {
      expect((await post(body, { authorization: basic(user, STORE_TOKEN) })).status).toBe(202);
    }
    for (const wrong of [basic('a', 'wrong'), basic(STORE_TOKEN, ''), `Digest ${STORE_TOKEN}`]) {
      const response = await post(body, { authorization: wrong });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Basic realm=');
    }
  });

  it("takes a store's test event", async () => {
    const body = {
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Bucket: 'waybill',
      Time: '2025-11-19T10:00:00.000Z',
    };
    const response = await post(body);
    expect([response.status, await response.json()]).toEqual([202, { queued: 0, deadLettered: 0 }]);
  });

  it.each(['', '{', 'null', '[]', '{"hello":1}', '\0', '"\\u0000"', '\ud800'])(
    'keeps %p as a dead letter, and has the store not send it again',
    async (body) => {
      const response = await post(body);
      expect([response.status, await response.json()]).toEqual([
        202,
        { queued: 0, deadLettered: 1 },
      ]);
      const { items, total } = await deadLetters();
      expect(total).toBeGreaterThan(0);
      expect(items[0]).toMatchObject({
        reason: 'unparsable',
        source: 'webhook',
        timesSeen: expect.any(Number),
      });
    },
  );

  it('queues the good records of a batch, and keeps the bad ones', async () => {
    const bad = { eventName: 'ObjectCreated:Put', s3: 'nothing of use' };
    const response = await post({ Records: [record(1), bad, record(3)] });
    expect([response.status, await response.json()]).toEqual([202, { queued: 2, deadLettered: 1 }]);
    expect((await queued()).flat()).toHaveLength(2);
    expect((await deadLetters()).items[0]?.body).toContain('nothing of use');
  });

  it('refuses more than a mebibyte', async () => {
    const response = await post('x'.repeat(1024 * 1024 + 1));
    expect([response.status, await response.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'body_too_large' }),
    ]);
  });

  it('lists dead letters in pages', async () => {
    for (let n = 0; n < 3; n += 1) await post(`bad ${n}`);
    const admin = api.caller(api.adminKey);
    const first = await admin.call<DeadLetterListBody>('GET', '/v1/admin/dead-letters?limit=2');
    const next = await admin.call<DeadLetterListBody>(
      'GET',
      `/v1/admin/dead-letters?limit=2&cursor=${first.body.nextCursor}`,
    );
    expect([...first.body.items, ...next.body.items].slice(0, 3).map(({ body }) => body)).toEqual([
      'bad 2',
      'bad 1',
      'bad 0',
    ]);
  });
});

describe('POST /v1/storage-events without Redis', () => {
  it('answers 503 with Retry-After, and keeps serving everything else', async () => {
    // Nothing listens there; the transport from the processors keeps trying, too.
    const api = await ApiUnderTest.start({ WAYBILL_REDIS_COMMAND_TIMEOUT_MS: '500' });
    const queue = api.app.get(QueueProducers);
    queue.close();
    const response = await fetch(`${api.url}/v1/storage-events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${STORE_TOKEN}` },
      body: JSON.stringify({ Records: [record(1)] }),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.json()).toMatchObject({ code: 'queue_unavailable' });
    expect((await api.caller().call('GET', '/v1/files')).status).toBe(200);
    const ready = await fetch(`${api.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'degraded' }]);
    await api.stop();
  });
});
