import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SESSION_COOKIE, SESSION_HEADER } from '@waybill/contracts';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';
import { generateKey } from '../auth/api-key.js';

const FILE = JSON.stringify({ name: 'a.bin', size: 5 });
const ID = '019a9b0c-7f00-7000-8000-000000000001';

describe('a session', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await ApiUnderTest.start({ WAYBILL_TRUSTED_PROXIES: '127.0.0.1' });
  });
  afterAll(() => api?.stop());

  const json = { 'content-type': 'application/json' };
  const signIn = (key: string, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/v1/session`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: JSON.stringify({ key }),
    });
  const cookieOf = (response: Response) => response.headers.get('set-cookie') ?? '';
  const cookie = async (key = api.tenantKey) => cookieOf(await signIn(key)).split(';', 1)[0] ?? '';
  const codeOf = async (response: Response) => [
    response.status,
    ((await response.json()) as { code?: string }).code,
  ];

  it('is opened by a key, as a cookie that no script reads and no other site’s page sends', async () => {
    const response = await signIn(api.tenantKey);
    expect(await response.json()).toEqual({
      keyId: expect.any(String),
      role: 'tenant',
      tenant: 'demo',
      scopes: expect.arrayContaining(['files:read']),
      hint: api.tenantKey.slice(0, 8),
    });
    const parts = cookieOf(response).split('; ');
    expect(parts).toEqual(
      expect.arrayContaining(['HttpOnly', 'SameSite=Strict', 'Path=/v1', 'Max-Age=43200']),
    );
    expect(parts).not.toContain('Secure');
    const secure = await signIn(api.tenantKey, { 'x-forwarded-proto': 'https' });
    expect(cookieOf(secure).split('; ')).toContain('Secure');
  });

  it('is refused to a wrong key, which counts as one', async () => {
    const response = await signIn(generateKey('tenant'));
    expect(await codeOf(response)).toEqual([401, 'unauthenticated']);
    expect(response.headers.get('set-cookie')).toBeNull();
    const replica = await api.startReplica({ WAYBILL_WRONG_KEYS_PER_MINUTE: '2' });
    const statuses = [];
    for (let n = 0; n < 3; n += 1) {
      const answer = await fetch(`${replica.url}/v1/session`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ key: generateKey('tenant') }),
      });
      statuses.push(answer.status);
    }
    await replica.stop();
    expect(statuses).toEqual([401, 401, 429]);
  });

  it('says whose it is, by cookie and by key, and to the admin too', async () => {
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${api.url}/v1/session`, { headers })).json();
    const byCookie = await ask({ cookie: await cookie() });
    expect(byCookie).toMatchObject({ role: 'tenant', tenant: 'demo' });
    expect(await ask({ authorization: `Bearer ${api.tenantKey}` })).toEqual(byCookie);
    expect(await ask({ cookie: await cookie(api.adminKey) })).toMatchObject({ role: 'admin' });
  });

  it('lets a page read, and change only with the header that pages elsewhere cannot send', async () => {
    const headers = { ...json, cookie: await cookie() };
    const listed = await fetch(`${api.url}/v1/files`, { headers });
    expect(listed.status).toBe(200);
    const create = (more: Record<string, string>) =>
      fetch(`${api.url}/v1/files`, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: FILE,
      });
    expect(await codeOf(await create({}))).toEqual([403, 'forbidden']);
    expect((await create({ [SESSION_HEADER]: '1' })).status).toBe(201);
    const removed = await fetch(`${api.url}/v1/files/${ID}`, { method: 'DELETE', headers });
    expect(await codeOf(removed)).toEqual([403, 'forbidden']);
  });

  it('counts for nothing where another origin’s page sends it, or a key comes along', async () => {
    const own = await cookie();
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${api.url}/v1/files`, { headers: { cookie: own, ...headers } })).status;
    expect(await status({ 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await status({ 'sec-fetch-site': 'same-site' })).toBe(401);
    expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(401);
    expect(await status({ authorization: `Bearer ${generateKey('tenant')}` })).toBe(401);
    expect(await status({ authorization: `Bearer ${api.adminKey}` })).toBe(403);
    expect(await status({ authorization: 'Basic abc' })).toBe(401);
  });

  it('may do what its key may, and no longer than it', async () => {
    const admin = api.caller(api.adminKey);
    const made = await admin.call<{ id: string; key: string }>('POST', '/v1/admin/keys', {
      tenant: 'demo',
    });
    const headers = { cookie: await cookie(made.body.key), [SESSION_HEADER]: '1' };
    const status = async (path: string) => (await fetch(api.url + path, { headers })).status;
    expect(await status('/v1/files')).toBe(200);
    expect(await status('/v1/admin/keys')).toBe(403);
    await admin.call('DELETE', `/v1/admin/keys/${made.body.id}`);
    expect(await status('/v1/files')).toBe(401);
    expect(await status('/v1/session')).toBe(401);
  });

  it('ends with the cookie taken away', async () => {
    const response = await fetch(`${api.url}/v1/session`, { method: 'DELETE' });
    expect(response.status).toBe(204);
    expect(cookieOf(response)).toMatch(new RegExp(`^${SESSION_COOKIE}=; Max-Age=0; Path=/v1`, 'u'));
  });
});
