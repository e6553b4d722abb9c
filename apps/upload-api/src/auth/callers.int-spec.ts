import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiKeyRepository } from '@waybill/domain';
import { EventStream, waitUntil } from '@waybill/testing';
import type { FileBody, Problem } from '@waybill/contracts';
import { ApiUnderTest, STORE_TOKEN } from '../../e2e/support/api-under-test.js';
import { generateKey } from './api-key.js';

const LIMIT = 5;
const METRICS_TOKEN = 'figures-for-prometheus';

describe('callers', () => {
  let api: ApiUnderTest;
  let replica: { readonly url: string; stop(): Promise<void> };
  const log: string[] = [];

  beforeAll(async () => {
    const destination = new PassThrough().on('data', (line: Buffer) => log.push(line.toString()));
    api = await ApiUnderTest.start(
      {
        WAYBILL_WRONG_KEYS_PER_MINUTE: String(LIMIT),
        WAYBILL_TRUSTED_PROXIES: '127.0.0.0/8,::1',
        WAYBILL_STREAMS_PER_KEY: '2',
        WAYBILL_STREAMS_PER_TENANT: '3',
        WAYBILL_METRICS_TOKEN: METRICS_TOKEN,
      },
      destination,
    );
    replica = await api.startReplica({ WAYBILL_TRUSTED_PROXIES: '', WAYBILL_METRICS_TOKEN: '' });
  });
  afterAll(async () => {
    await replica?.stop();
    await api?.stop();
  });

  const ask = (path: string, key: string, from: string, at: { url: string } = api) =>
    fetch(at.url + path, {
      headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': from },
    });
  const statuses = async (count: number, call: (index: number) => Promise<Response>) =>
    (await Promise.all(Array.from({ length: count }, (_, index) => call(index)))).map(
      ({ status }) => status,
    );

  it('looks up so many wrong keys of one address, and no more', async () => {
    const lookUps = jest.spyOn(api.app.get(ApiKeyRepository), 'findByHash');
    const wrong = () => ask('/v1/files', generateKey('tenant'), '192.0.2.1');
    const answers = await statuses(40, wrong);
    expect(answers.filter((status) => status === 401)).toHaveLength(LIMIT);
    expect(answers.filter((status) => status === 429)).toHaveLength(40 - LIMIT);
    const refused = await wrong();
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
    expect(lookUps).toHaveBeenCalledTimes(LIMIT);
    lookUps.mockRestore();
  });

  it('lets a known key in from there, and everybody from elsewhere', async () => {
    expect((await ask('/v1/files', api.tenantKey, '198.51.100.1')).status).toBe(200);
    await statuses(LIMIT + 1, () => ask('/v1/files', generateKey('tenant'), '192.0.2.2'));
    expect((await ask('/v1/files', api.tenantKey, '192.0.2.2')).status).toBe(200);
    expect((await ask('/v1/files', generateKey('tenant'), '192.0.2.3')).status).toBe(401);
  });

  it('takes a /64 of IPv6 for one caller', async () => {
    const answers = await statuses(LIMIT + 5, (index) =>
      ask('/v1/files', generateKey('tenant'), `2001:db8:1:2::${index + 1}`),
    );
    expect(answers.filter((status) => status === 429)).toHaveLength(5);
    expect((await ask('/v1/files', generateKey('tenant'), '2001:db8:1:3::1')).status).toBe(401);
  });

  it('counts wrong tokens of the store, and takes the right one whatever came before it', async () => {
    const post = (token: string) =>
      fetch(`${api.url}/v1/storage-events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.4' },
        body: '{"Event":"s3:TestEvent"}',
      });
    const answers = await statuses(LIMIT + 2, (index) => post(`wrong-${index}`));
    expect(answers.filter((status) => status === 429)).toHaveLength(2);
    expect((await post(STORE_TOKEN)).status).toBe(202);
  });

  it('opens so many streams for a key, and for a tenant, and more when one has gone', async () => {
    const [first, second] = [await newKey('streams'), await newKey('streams')];
    const open = (key: string) =>
      EventStream.open(`${api.url}/v1/events`, { authorization: `Bearer ${key}` });
    const streams = [await open(first), await open(first)];
    const refusal = await ask('/v1/events', first, '203.0.113.1');
    expect(refusal.status).toBe(429);
    expect(refusal.headers.get('retry-after')).toMatch(/^\d+$/u);
    expect(await refusal.json()).toMatchObject({ code: 'too_many_streams' });
    streams.push(await open(second));
    expect((await ask('/v1/events', second, '203.0.113.1')).status).toBe(429);
    streams[0]?.close();
    await waitUntil('room', async () => {
      const stream = await open(second).catch(() => undefined);
      if (stream) streams.push(stream);
      return stream !== undefined;
    });
    for (const stream of streams) stream.close();
  });

  it("ends a revoked key's streams and waits on every replica", async () => {
    const key = await newKey('revoked');
    const caller = api.caller(key);
    const file = await caller.call<FileBody>('POST', '/v1/files', { name: 'a', size: 1 });
    await api.arrive(file.body.id, [{ number: 1, size: 1, etag: 'e' }]);
    const streams = await Promise.all(
      [api, replica].map(({ url }) =>
        EventStream.open(`${url}/v1/events`, { authorization: `Bearer ${key}` }),
      ),
    );
    const waiting = caller.call<FileBody>('POST', `/v1/files/${file.body.id}/complete`, undefined, {
      prefer: 'wait=60',
    });
    await waitUntil('the wait', async () => {
      const row = await api.files.find({ fileId: file.body.id });
      return row?.status === 'completing';
    });
    const admin = api.caller(api.adminKey);
    const listed = await admin.call<{ items: { id: string }[] }>(
      'GET',
      '/v1/admin/keys?tenant=revoked',
    );
    await admin.call('DELETE', `/v1/admin/keys/${listed.body.items[0]?.id}`);
    await Promise.all(streams.map(({ ended }) => ended));
    expect((await waiting).status).toBe(202);
    const other = await EventStream.open(`${api.url}/v1/events`, {
      authorization: `Bearer ${api.otherTenantKey}`,
    });
    other.close();
  });

  it('keeps keys out of the log, in whatever part of a request they come', async () => {
    const key = generateKey('tenant');
    const answer = await fetch(`${api.url}/v1/files/${key}/chunks`, {
      headers: { authorization: `Bearer ${key}`, 'x-request-id': key },
    });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/u);
    await fetch(`${api.url}/${key.replace('_', '%5F')}?key=${key}`);
    const id = answer.headers.get('x-request-id') ?? '';
    await waitUntil('the log', () => Promise.resolve(log.some((line) => line.includes(id))));
    expect(log.join('')).not.toContain(key.slice(4, 16));
    expect(log.join('')).toContain('/v1/files/wbk_[redacted]/chunks');
  });

  it('shows figures and reasons to whoever has the token, or is on this machine', async () => {
    const get = (path: string, headers: Record<string, string> = {}, at: { url: string } = api) =>
      fetch(at.url + path, { headers });
    const token = { authorization: `Bearer ${METRICS_TOKEN}` };
    expect((await get('/metrics')).status).toBe(401);
    expect((await get('/metrics', { authorization: `Bearer ${api.adminKey}` })).status).toBe(401);
    expect(await (await get('/metrics', token)).text()).toContain('waybill_http_requests_total');
    expect(await (await get('/health/ready')).json()).toEqual({ status: 'ready' });
    expect(await (await get('/health/ready', token)).json()).toHaveProperty('checks');
    expect((await get('/metrics', {}, replica)).status).toBe(200);
    const proxied = await get('/metrics', { 'x-forwarded-for': '127.0.0.1' }, replica);
    expect(proxied.status).toBe(403);
    expect(((await proxied.json()) as Problem).detail).toContain('WAYBILL_METRICS_TOKEN');
  });

  it('believes no X-Forwarded-For where no proxy is trusted', async () => {
    const answers = await statuses(LIMIT + 5, (index) =>
      ask('/v1/files', generateKey('tenant'), `192.0.2.${index + 1}`, replica),
    );
    expect(answers.filter((status) => status === 429)).toHaveLength(5);
  });

  async function newKey(tenant: string): Promise<string> {
    const made = await api
      .caller(api.adminKey)
      .call<{ key: string }>('POST', '/v1/admin/keys', { tenant });
    return made.body.key;
  }
});
