import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { webhookEventV1 } from '@waybill/contracts';
import {
  type ApiCaller,
  completeFile,
  createFile,
  EventStream,
  randomChunks,
  sendChunks,
  System,
  waitForStatus,
  waitUntil,
  type Behaviour,
  type DeliveryView,
  WebhookReceiver,
  type WebhookView,
} from '@waybill/testing';
import { Redis } from 'ioredis';

const MIB = 1024 * 1024;

/** Many short pauses instead of a day's. */
const QUICK = Array.from({ length: 40 }, () => '0.6').join(',');

async function journalOf(api: ApiCaller, fileId: string): Promise<string[]> {
  const { body } = await api.call<{ items: { type: string }[] }>(
    'GET',
    `/v1/files/${fileId}/journal`,
  );
  return body.items.map(({ type }) => `${fileId} ${type}`);
}

async function abortedFile(api: ApiCaller): Promise<string[]> {
  const { id } = await createFile(api, { size: MIB });
  await api.call('DELETE', `/v1/files/${id}`);
  return journalOf(api, id);
}

async function deliveriesOf(api: ApiCaller, id: string, query = ''): Promise<DeliveryView[]> {
  const path = `/v1/webhooks/${id}/deliveries${query}`;
  return (await api.call<{ items: DeliveryView[] }>('GET', path)).body.items;
}

describe('webhooks', () => {
  let system: System;
  let api: ApiCaller;
  const receivers: WebhookReceiver[] = [];

  beforeAll(async () => {
    system = await System.start({
      processors: 2,
      env: {
        WAYBILL_WEBHOOK_TIMEOUT: '1',
        WAYBILL_WEBHOOK_RETRY_DELAYS: QUICK,
        WAYBILL_EVENT_SOURCE: 'https://uploads.example',
      },
    });
    api = system.caller();
  });
  afterEach(() => {
    for (const receiver of receivers.splice(0)) receiver.close();
  });
  afterAll(() => system?.stop());

  async function receiver(): Promise<WebhookReceiver> {
    const made = await WebhookReceiver.start();
    receivers.push(made);
    return made;
  }

  it('bring every event to an endpoint that fails in all ways for a while', async () => {
    const target = await receiver();
    const failures: Behaviour[] = [500, 'silence', 'reset', 302, 503, 404, 429];
    target.behave = (call) => (call < 14 ? (failures[call % failures.length] ?? 500) : 204);
    const { id } = await target.register(api);

    const chunks = randomChunks(6 * MIB, 5 * MIB);
    const file = await createFile(api, { size: 6 * MIB, chunkSize: 5 * MIB });
    await sendChunks(api, file.id, chunks);
    await waitForStatus(api, file.id, 'uploaded');
    await completeFile(api, file.id);
    const story = await journalOf(api, file.id);
    expect(story).toContain(`${file.id} file.completed`);

    await target.has(story);
    expect([...target.events].sort()).toEqual([...story].sort());
    for (const { verifiedBy, event } of target.received) {
      expect(verifiedBy).toBe(1);
      expect(webhookEventV1.parse(event)).toMatchObject({ source: 'https://uploads.example' });
      expect(event.data['fileId']).toBe(file.id);
    }
    // Each event has one id, however often it was sent.
    const ids = new Map(target.received.map(({ id: sent, event }) => [event.id, sent]));
    expect(new Set(target.received.map(({ id: sent }) => sent)).size).toBe(ids.size);
    expect(target.received.length).toBeGreaterThan(story.length);

    const log = await waitUntil('the log to be settled', async () => {
      const items = await deliveriesOf(api, id, '?status=delivered');
      return items.length === story.length && items;
    });
    const tried = log.find(({ attempts }) => attempts > 1);
    const detail = await api.call<{ log: { number: number; error?: string }[] }>(
      'GET',
      `/v1/webhooks/${id}/deliveries/${tried?.id}`,
    );
    expect(detail.body.log).toHaveLength(tried?.attempts ?? 0);
    expect(detail.body.log[0]?.error).toMatch(/^(HTTP \d+|no answer within 1 s|the connection)/u);
    expect(detail.body.log.at(-1)?.error).toBeUndefined();
  });

  it('are signed with both secrets while they are rotated, and with the new one afterwards', async () => {
    const target = await receiver();
    const { id } = await target.register(api);
    await target.has(await abortedFile(api));
    expect(target.received.every(({ verifiedBy }) => verifiedBy === 1)).toBe(true);

    const rotate = async (overlap?: number) => {
      const { body } = await api.call<{ secret: string }>(
        'POST',
        `/v1/webhooks/${id}/rotate-secret`,
        overlap === undefined ? undefined : { overlap },
      );
      target.received.length = 0;
      target.secrets.push(body.secret);
    };
    await rotate();
    await target.has(await abortedFile(api));
    expect(target.received.every(({ verifiedBy }) => verifiedBy === 2)).toBe(true);

    // The second of three ends at once; the first one has ended with this.
    await rotate(0);
    await target.has(await abortedFile(api));
    expect(target.received.every(({ verifiedBy }) => verifiedBy === 1)).toBe(true);
    target.secrets.splice(0, 2);
    target.received.length = 0;
    await target.has(await abortedFile(api));
    expect(target.received.every(({ verifiedBy }) => verifiedBy === 1)).toBe(true);
  });

  it('come of the types that were asked for, to the tenant that asked, and again on demand', async () => {
    const [mine, theirs] = [await receiver(), await receiver()];
    const { id } = await mine.register(api, { types: ['file.aborted'] });
    const other = system.caller(await system.tenantKey('webhooks-other'));
    await theirs.register(other);
    const [, aborted = ''] = await abortedFile(api);
    await mine.has([aborted]);
    await theirs.has(await abortedFile(other));
    expect([...mine.events]).toEqual([aborted]);
    expect(theirs.events.has(aborted)).toBe(false);

    await api.call('POST', `/v1/webhooks/${id}/test`);
    await mine.has([`${id} webhook.test`]);

    const [delivery] = (await deliveriesOf(api, id)).filter(({ type }) => type === 'file.aborted');
    const path = `/v1/webhooks/${id}/deliveries/${delivery?.id}/redeliver`;
    expect((await other.call('POST', path)).status).toBe(404);
    expect((await api.call('POST', path)).status).toBe(202);
    await waitUntil('the event to come twice', () =>
      Promise.resolve(mine.accepted.filter(({ id: sent }) => sent === delivery?.id).length === 2),
    );
  });

  it('pause at once where the endpoint is gone, and wait', async () => {
    const target = await receiver();
    target.behave = () => 410;
    const { id } = await target.register(api);
    const story = await abortedFile(api);
    const paused = await waitUntil('the webhook to be paused', async () => {
      const { body } = await api.call<WebhookView>('GET', `/v1/webhooks/${id}`);
      return body.status === 'paused' && body;
    });
    expect(paused.pausedReason).toBe('gone');
    target.behave = () => 200;
    await api.call('PATCH', `/v1/webhooks/${id}`, { status: 'active' });
    await target.has(story);
  });

  it('survive a Redis that has lost everything', async () => {
    const target = await receiver();
    target.behave = () => 500;
    await target.register(api);
    const story = await abortedFile(api);
    await waitUntil('a first attempt', () => Promise.resolve(target.received.length > 0));
    const redis = new Redis(system.stack.redisUrl);
    const keys = await redis.keys(`${system.env['WAYBILL_REDIS_PREFIX']}:*`);
    expect(keys.length).toBeGreaterThan(0);
    await redis.del(...keys);
    redis.disconnect();
    target.behave = () => 204;
    await target.has(story);
  });
});

describe('an endpoint that stays dead', () => {
  let system: System;
  let target: WebhookReceiver;

  beforeAll(async () => {
    system = await System.start({
      env: {
        WAYBILL_WEBHOOK_TIMEOUT: '1',
        // Events run out of attempts before the endpoint is paused.
        WAYBILL_WEBHOOK_RETRY_DELAYS: '0.2,0.2',
        WAYBILL_WEBHOOK_PAUSE_AFTER: '4',
      },
    });
    target = await WebhookReceiver.start();
  });
  afterAll(async () => {
    target?.close();
    await system?.stop();
  });

  it('is paused with a notice in the journal, and gets everything when it is resumed', async () => {
    const api = system.caller();
    const authorization = `Bearer ${system.apiKey}`;
    const stream = await EventStream.open(`${api.url}/v1/events`, { authorization });
    target.behave = () => 500;
    const { id } = await target.register(api);
    const stories = [await abortedFile(api)];
    await waitUntil('a delivery to fail for good', async () => {
      return (await deliveriesOf(api, id, '?status=failed')).length > 0;
    });
    await waitUntil('the webhook to be paused', async () => {
      stories.push(await abortedFile(api));
      const { body } = await api.call<WebhookView>('GET', `/v1/webhooks/${id}`);
      return body.status === 'paused' && body.pausedReason === 'failing';
    });
    const notice = await waitUntil('the notice', () =>
      Promise.resolve(stream.events.find(({ event }) => event === 'webhook.paused')),
    );
    expect(notice.data).toMatchObject({ endpointId: id, reason: 'failing' });
    expect(notice.data).not.toHaveProperty('fileId');
    stream.close();

    stories.push(await abortedFile(api));
    const calls = target.received.length;
    target.behave = () => 204;
    const other = await abortedFile(api);
    expect(target.received.length).toBe(calls);

    await api.call('PATCH', `/v1/webhooks/${id}`, { status: 'active' });
    await target.has([...stories.flat(), ...other]);
    expect(target.received.every(({ verifiedBy }) => verifiedBy === 1)).toBe(true);
    const { body } = await api.call<WebhookView>('GET', `/v1/webhooks/${id}`);
    expect(body).toMatchObject({ status: 'active' });
    expect(body.failingSince).toBeUndefined();
  });
});

describe('a processor that is killed while it delivers', () => {
  let system: System;
  let target: WebhookReceiver;

  beforeAll(async () => {
    system = await System.start({
      env: {
        WAYBILL_WEBHOOK_TIMEOUT: '3',
        WAYBILL_WEBHOOK_RETRY_DELAYS: QUICK,
        WAYBILL_LOCK_DURATION_MS: '3000',
        WAYBILL_STALLED_INTERVAL_MS: '1000',
      },
    });
    target = await WebhookReceiver.start();
  });
  afterAll(async () => {
    target?.close();
    await system?.stop();
  });

  it('is followed by another, which delivers the same again', async () => {
    const api = system.caller();
    target.behave = () => 'silence';
    await target.register(api);
    const story = await abortedFile(api);
    await waitUntil('a call to be under way', () => Promise.resolve(target.received.length > 0));
    await system.processors[0]?.stop('SIGKILL');
    const before = target.received.map(({ id }) => id);
    target.behave = () => 204;
    await system.startProcessor();
    await target.has(story);
    expect(target.accepted.map(({ id }) => id)).toEqual(expect.arrayContaining(before));
  });
});

describe('a processor that may call public addresses alone', () => {
  let system: System;
  let target: WebhookReceiver;

  beforeAll(async () => {
    // The API would take the URL: what counts is the connection.
    system = await System.start({ processors: 0, env: { WAYBILL_WEBHOOK_RETRY_DELAYS: '3600' } });
    await system.startProcessor({ WAYBILL_WEBHOOK_ALLOWED_NETWORKS: '' });
    target = await WebhookReceiver.start();
  });
  afterAll(async () => {
    target?.close();
    await system?.stop();
  });

  it.each(['127.0.0.1', 'localhost'])('does not connect to %s', async (host) => {
    const api = system.caller();
    const { id } = await target.register(api, { url: target.url.replace('127.0.0.1', host) });
    await api.call('POST', `/v1/webhooks/${id}/test`);
    const refused = await waitUntil('the refusal', async () => {
      const [delivery] = await deliveriesOf(api, id);
      return delivery?.lastError !== undefined && delivery;
    });
    expect(refused).toMatchObject({
      status: 'pending',
      lastError: 'The address is not one that webhooks may be sent to.',
    });
    expect(target.received).toEqual([]);
  });
});
