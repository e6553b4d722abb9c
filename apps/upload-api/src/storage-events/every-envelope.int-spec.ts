import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeadLetterListBody } from '@waybill/contracts';
import { QueueProducers } from '@waybill/messaging';
import { SAMPLES } from '@waybill/storage/testing';
import { ApiUnderTest, STORE_TOKEN } from '../../e2e/support/api-under-test.js';
import {
  confirmation,
  notification,
  signed,
  TOPIC_ARN,
  type SnsFields,
} from '../../e2e/support/sns-signer.js';
import { TEST_CERTIFICATE } from '../../e2e/support/test-certificate.js';
import { HttpsSnsCertificates } from './sns/https-sns-certificates.js';
import { SnsCertificates, SnsSubscriptions } from './sns/sns-ports.js';

const CONFIRMATION = signed(confirmation('SubscriptionConfirmation'));

/** Answers instead of Amazon, which is the only thing here that is not real. */
class Amazon {
  readonly confirmed: string[] = [];
  answer: () => Promise<{ status: number; body: string }> = () =>
    Promise.resolve({ status: 200, body: TEST_CERTIFICATE });

  standInFor(api: ApiUnderTest): void {
    api.app.get(SnsCertificates).find = (url) =>
      new HttpsSnsCertificates({ get: () => this.answer() }).find(url);
    api.app.get(SnsSubscriptions).confirm = (url) => {
      this.confirmed.push(url);
      return Promise.resolve();
    };
  }
}

/** The API with what it has queued. */
async function start(env: Readonly<Record<string, string>> = {}) {
  const api = await ApiUnderTest.start(env);
  const producers = new QueueProducers(api.config.redis, () => undefined);
  const amazon = new Amazon();
  amazon.standInFor(api);
  const { queue } = producers.jobs.storageEvents;
  return {
    api,
    amazon,
    empty: () => queue.obliterate({ force: true }),
    queued: async () => (await queue.getJobs(['waiting'])).flatMap(({ data }) => data.events),
    post: (body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${api.url}/v1/storage-events`, {
        method: 'POST',
        // As SNS has it; what it stands before does not matter.
        headers: {
          'content-type': 'text/plain; charset=UTF-8',
          authorization: `Bearer ${STORE_TOKEN}`,
          ...headers,
        },
        body: JSON.stringify(body),
      }),
    deadLettered: async () => {
      const admin = api.caller(api.adminKey);
      return (await admin.call<DeadLetterListBody>('GET', '/v1/admin/dead-letters')).body.total;
    },
    stop: async () => {
      producers.close();
      await api.stop();
    },
  };
}

type World = Awaited<ReturnType<typeof start>>;

describe('POST /v1/storage-events, by envelope', () => {
  let world: World;
  beforeAll(async () => {
    world = await start();
  });
  beforeEach(async () => {
    await world.empty();
    world.amazon.answer = () => Promise.resolve({ status: 200, body: TEST_CERTIFICATE });
  });
  afterAll(() => world?.stop());

  it.each(SAMPLES)('queues $name', async ({ body, sns, events }) => {
    const { post, queued } = world;
    const { Message = '', Subject = '' } = body as SnsFields;
    const sent = sns ? signed(notification(JSON.parse(Message) as object, { Subject })) : body;
    const response = await post(sent);
    expect([response.status, await response.json()]).toEqual([
      202,
      { queued: events.length, deadLettered: 0 },
    ]);
    expect(await queued()).toEqual(events);
  });

  const inSns = (fields: SnsFields = {}) => notification(SAMPLES[0]?.body as object, fields);

  it.each(['1', '2'] as const)('takes signatures of version %s', async (version) => {
    expect((await world.post(signed(inSns(), version))).status).toBe(202);
    expect(await world.queued()).toEqual(SAMPLES[0]?.events);
  });

  const STALE = new Date(Date.now() - 3_700_000).toISOString();

  it.each<[string, string, object]>([
    ['unsigned', 'sns_signature_invalid', inSns()],
    ['changed', 'sns_signature_invalid', { ...signed(inSns()), Message: '{"Records":[]}' }],
    ['hidden', 'sns_signature_invalid', { Type: 'Notification', Records: [{}] }],
    [
      'signed by somebody',
      'sns_signature_invalid',
      signed(inSns({ SigningCertURL: 'https://evil.example/SimpleNotificationService-a.pem' })),
    ],
    ['kept and sent again', 'sns_message_stale', signed(inSns({ Timestamp: STALE }))],
    [
      'a forged confirmation',
      'sns_signature_invalid',
      { ...CONFIRMATION, SubscribeURL: 'https://evil.example/' },
    ],
  ])('refuses what is %s, and queues nothing', async (_, code, body) => {
    const before = await world.deadLettered();
    const response = await world.post(body);
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ code, status: 403 }),
    ]);
    expect(await world.queued()).toEqual([]);
    expect(await world.deadLettered()).toBe(before);
    expect(world.amazon.confirmed).toEqual([]);
  });

  it.each(['true', 'false'])('needs the signature whatever rawdelivery: %s says', async (raw) => {
    const headers = { 'x-amz-sns-rawdelivery': raw };
    expect((await world.post(inSns(), headers)).status).toBe(403);
    expect((await world.post(SAMPLES[0]?.body, headers)).status).toBe(202);
  });

  it('has SNS try again while its certificate is out of reach', async () => {
    world.amazon.answer = () => Promise.reject(new Error('ETIMEDOUT'));
    const body = signed(inSns());
    const response = await world.post(body);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.json()).toMatchObject({ code: 'sns_unavailable' });
    expect(await world.queued()).toEqual([]);
    world.amazon.answer = () => Promise.resolve({ status: 200, body: TEST_CERTIFICATE });
    expect((await world.post(body)).status).toBe(202);
    expect(await world.queued()).toHaveLength(1);
  });

  it('keeps a signed message of no use as a dead letter', async () => {
    const response = await world.post(signed({ Type: 'Notification', Message: 'hello' }));
    expect([response.status, await response.json()]).toEqual([202, { queued: 0, deadLettered: 1 }]);
  });

  it('confirms a subscription, and takes the end of one', async () => {
    expect((await world.post(CONFIRMATION)).status).toBe(202);
    expect(world.amazon.confirmed).toEqual([CONFIRMATION['SubscribeURL']]);
    const response = await world.post(signed(confirmation('UnsubscribeConfirmation')));
    expect([response.status, await response.json()]).toEqual([202, { queued: 0, deadLettered: 0 }]);
    expect(world.amazon.confirmed).toHaveLength(1);
  });

  it('needs the token beside the signature, and asks for it as SNS understands', async () => {
    const response = await world.post(signed(inSns()), { authorization: '' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="waybill"/u);
    expect(await world.queued()).toEqual([]);
    const basic = `Basic ${Buffer.from(`sns:${STORE_TOKEN}`).toString('base64')}`;
    expect((await world.post(signed(inSns()), { authorization: basic })).status).toBe(202);
  });
});

describe('POST /v1/storage-events with topics named', () => {
  it('takes and confirms these only', async () => {
    const world = await start({ WAYBILL_SNS_TOPIC_ARNS: `${TOPIC_ARN},arn:aws:sns:x:1:y` });
    const other = `${TOPIC_ARN}2`;
    for (const fields of [
      notification({ Records: [] }),
      confirmation('SubscriptionConfirmation'),
    ]) {
      const refused = await world.post(signed({ ...fields, TopicArn: other }));
      expect([refused.status, await refused.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'sns_topic_forbidden' }),
      ]);
      expect((await world.post(signed(fields))).status).toBe(202);
    }
    expect(world.amazon.confirmed).toHaveLength(1);
    await world.stop();
  });
});
