import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createdWebhookSchema,
  deliveryDetailSchema,
  deliveryListSchema,
  webhookListSchema,
  webhookSchema,
} from '@waybill/contracts';
import type { ApiCaller } from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

interface Body {
  id: string;
  secret: string;
  code: string;
  status: string;
  items: { id: string }[];
  nextCursor?: string;
  previousExpiresAt: string;
}

describe('webhooks over HTTP', () => {
  let api: ApiUnderTest;
  let mine: ApiCaller;
  let theirs: ApiCaller;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ WAYBILL_WEBHOOKS_PER_TENANT: '4' });
    mine = api.caller();
    theirs = api.caller(api.otherTenantKey);
  });
  afterAll(() => api?.stop());

  const create = (body: object, caller = mine) => caller.call<Body>('POST', '/v1/webhooks', body);
  const URL_ = 'https://example.com/hook';

  it('are made with a secret that is shown once', async () => {
    const made = await create({ url: URL_, types: ['file.completed'], description: 'mine' });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/v1/webhooks/${made.body.id}`);
    const { secret, ...webhook } = createdWebhookSchema.strict().parse(made.body);
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
    expect(webhook).toMatchObject({ url: URL_, status: 'active', description: 'mine' });

    const found = await mine.call<Body>('GET', `/v1/webhooks/${made.body.id}`);
    expect(webhookSchema.strict().parse(found.body)).toEqual(webhook);
    expect(webhookListSchema.parse((await mine.call('GET', '/v1/webhooks')).body).items).toEqual([
      webhook,
    ]);
    expect((await mine.call('DELETE', `/v1/webhooks/${made.body.id}`)).status).toBe(204);
    expect((await mine.call('GET', `/v1/webhooks/${made.body.id}`)).status).toBe(404);
  });

  it.each([
    ['http://example.com/', 'webhook_url_refused'],
    ['https://127.0.0.1/', 'webhook_url_refused'],
    ['https://[::ffff:10.0.0.1]/', 'webhook_url_refused'],
    ['https://169.254.169.254/', 'webhook_url_refused'],
    ['https://me:secret@example.com/', 'webhook_url_refused'],
    ['https://localhost/', 'webhook_url_refused'],
    ['nonsense', 'webhook_url_refused'],
    ['https://exa\u0000mple.com/', 'webhook_url_refused'],
    [5, 'validation_failed'],
    [`https://example.com/${'x'.repeat(3_000)}`, 'validation_failed'],
  ])('are not made for %j', async (url, code) => {
    const before = await api.snapshot();
    const { status, body } = await create({ url });
    expect([status, body.code]).toEqual([422, code]);
    expect(await api.snapshot()).toEqual(before);
  });

  it.each([
    { url: URL_, types: [] },
    { url: URL_, types: ['file.eaten'] },
    { url: URL_, secret: 'whsec_mine' },
    {},
  ])('are not made of %j', async (body) => {
    expect((await create(body)).body.code).toBe('validation_failed');
  });

  it('are changed in part, paused and resumed', async () => {
    const { id } = (await create({ url: URL_, types: ['file.failed'], description: 'a\u0000b' }))
      .body;
    const patch = (body: object) => mine.call<Body>('PATCH', `/v1/webhooks/${id}`, body);
    expect((await patch({ types: null, description: null })).body).toEqual(
      expect.not.objectContaining({ types: expect.anything(), description: expect.anything() }),
    );
    expect((await patch({ status: 'paused' })).body).toMatchObject({
      status: 'paused',
      pausedReason: 'requested',
      url: URL_,
    });
    expect((await patch({ url: 'https://other.example/', status: 'active' })).body).toMatchObject({
      status: 'active',
      url: 'https://other.example/',
    });
    expect((await patch({})).body.code).toBe('validation_failed');
    expect((await patch({ status: 'disabled' })).body.code).toBe('validation_failed');
    expect((await patch({ url: 'https://10.0.0.1/' })).body.code).toBe('webhook_url_refused');
    await mine.call('DELETE', `/v1/webhooks/${id}`);
  });

  it('have a delivery log, and send a test', async () => {
    const { id } = (await create({ url: URL_ })).body;
    for (let test = 0; test < 3; test++) {
      expect((await mine.call('POST', `/v1/webhooks/${id}/test`)).status).toBe(202);
    }
    const path = `/v1/webhooks/${id}/deliveries`;
    const first = await mine.call<Body>('GET', `${path}?limit=2&status=pending`);
    expect(deliveryListSchema.parse(first.body).items).toHaveLength(2);
    const rest = await mine.call<Body>('GET', `${path}?limit=2&cursor=${first.body.nextCursor}`);
    expect(rest.body.items).toHaveLength(1);
    expect(rest.body.nextCursor).toBeUndefined();
    expect((await mine.call<Body>('GET', `${path}?status=delivered`)).body.items).toEqual([]);

    const one = `${path}/${rest.body.items[0]?.id}`;
    expect(deliveryDetailSchema.parse((await mine.call('GET', one)).body)).toMatchObject({
      type: 'webhook.test',
      status: 'pending',
      attempts: 0,
      log: [],
    });
    expect((await mine.call('POST', `${one}/redeliver`)).status).toBe(202);
    for (const unknown of ['019a9b0c-7f00-7000-8000-000000000001', 'x']) {
      const answer = await mine.call<Body>('GET', `${path}/${unknown}`);
      expect([answer.status, answer.body.code]).toEqual([404, 'webhook_delivery_not_found']);
    }
    expect((await mine.call<Body>('GET', `${path}?cursor=abc`)).body.code).toBe('cursor_invalid');
    await mine.call('DELETE', `/v1/webhooks/${id}`);
  });

  it('rotate their secret, with an overlap of a day, or what is asked for', async () => {
    const { id } = (await create({ url: URL_ })).body;
    const rotate = (body?: object) =>
      mine.call<Body>('POST', `/v1/webhooks/${id}/rotate-secret`, body);
    const hours = (text: string) => (Date.parse(text) - Date.now()) / 3_600_000;
    const day = await rotate();
    expect(day.status).toBe(200);
    expect(day.body.secret).toMatch(/^whsec_/u);
    expect(hours(day.body.previousExpiresAt)).toBeCloseTo(24, 1);
    expect(hours((await rotate({ overlap: 7_200 })).body.previousExpiresAt)).toBeCloseTo(2, 1);
    expect((await rotate({ overlap: 7 * 86_400 + 1 })).body.code).toBe('validation_failed');
    const rows: unknown = await api.database.source.query(
      'SELECT FROM webhook_secrets WHERE endpoint_id = $1',
      [id],
    );
    expect(rows).toHaveLength(2);
    await mine.call('DELETE', `/v1/webhooks/${id}`);
  });

  it("of another tenant are not found, in the words for what isn't there", async () => {
    const { id } = (await create({ url: URL_ })).body;
    await mine.call('POST', `/v1/webhooks/${id}/test`);
    const { body: log } = await mine.call<Body>('GET', `/v1/webhooks/${id}/deliveries`);
    const delivery = log.items[0]?.id ?? '';
    const before = await api.snapshot();
    const calls = (webhook: string): [string, string, object?][] => [
      ['GET', `/v1/webhooks/${webhook}`],
      ['PATCH', `/v1/webhooks/${webhook}`, { status: 'paused' }],
      ['DELETE', `/v1/webhooks/${webhook}`],
      ['POST', `/v1/webhooks/${webhook}/rotate-secret`, {}],
      ['POST', `/v1/webhooks/${webhook}/test`],
      ['GET', `/v1/webhooks/${webhook}/deliveries`],
      ['GET', `/v1/webhooks/${webhook}/deliveries/${delivery}`],
      ['POST', `/v1/webhooks/${webhook}/deliveries/${delivery}/redeliver`],
    ];
    const never = calls('019a9b0c-7f00-7000-8000-000000000001');
    const noId = calls('not-an-id');
    for (const [index, call] of calls(id).entries()) {
      const answers = [];
      for (const [method, path, body] of [call, never[index], noId[index]] as (typeof call)[]) {
        const answer = await theirs.call<Body & { detail: string }>(method, path, body);
        answers.push([answer.status, answer.body.code, answer.body.detail]);
      }
      expect(answers[0]?.slice(0, 2)).toEqual([404, 'webhook_not_found']);
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[2]).toEqual(answers[0]);
    }
    expect(await api.snapshot()).toEqual(before);
    expect((await theirs.call<Body>('GET', '/v1/webhooks')).body.items).toEqual([]);
    await mine.call('DELETE', `/v1/webhooks/${id}`);
  });

  it('are limited for each tenant', async () => {
    const made = [];
    for (let index = 0; index < 4; index++) made.push((await create({ url: URL_ })).status);
    expect(made).toEqual([201, 201, 201, 201]);
    const refused = await create({ url: URL_ });
    expect([refused.status, refused.body.code]).toEqual([409, 'webhook_limit_reached']);
    expect((await create({ url: URL_ }, theirs)).status).toBe(201);
    const page = await mine.call<Body>('GET', '/v1/webhooks?limit=3');
    const next = await mine.call<Body>('GET', `/v1/webhooks?cursor=${page.body.nextCursor}`);
    expect([page.body.items.length, next.body.items.length]).toEqual([3, 1]);
  });

  it('are for tenants alone', async () => {
    const admin = api.caller(api.adminKey);
    expect((await admin.call('GET', '/v1/webhooks')).status).toBe(403);
    expect((await api.caller('wbk_none').call('GET', '/v1/webhooks')).status).toBe(401);
  });
});
