import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATIONS } from '@waybill/contracts/openapi';
import type { KeyListBody } from '@waybill/contracts';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';
import { generateKey } from './api-key.js';

const ID = '019a9b0c-7f00-7000-8000-000000000001';

describe('access', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await ApiUnderTest.start({ WAYBILL_WRONG_KEYS_PER_MINUTE: '100000' });
  });
  afterAll(() => api?.stop());

  const call = (operation: (typeof OPERATIONS)[number], authorization?: string) =>
    fetch(api.url + operation.path.replace('{id}', ID).replace('{number}', '1'), {
      method: operation.method.toUpperCase(),
      redirect: 'manual',
      headers: authorization === undefined ? {} : { authorization },
    });

  it.each(OPERATIONS.filter(({ access }) => access !== 'public'))(
    'lets nobody call $id without a key, and no key of another role',
    async (operation) => {
      const wrong = {
        tenant: ['admin', api.adminKey],
        admin: ['tenant', api.tenantKey],
        store: ['tenant', api.tenantKey],
        public: ['', ''],
      }[operation.access];
      const unknown = generateKey(operation.access === 'admin' ? 'admin' : 'tenant');
      for (const authorization of [
        undefined,
        '',
        'Bearer',
        'Bearer x',
        `Bearer ${unknown}`,
        `Basic ${unknown}`,
        api.tenantKey,
      ]) {
        const response = await call(operation, authorization);
        expect(response.status).toBe(401);
        expect(response.headers.get('www-authenticate')).toContain('Bearer realm="waybill"');
        expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
      }
      const foreign = await call(operation, `Bearer ${wrong[1]}`);
      expect(foreign.status).toBe(operation.access === 'store' ? 401 : 403);
    },
  );

  it.each(OPERATIONS.filter(({ access }) => access === 'public'))(
    'lets anyone call $id',
    async (operation) => {
      expect((await call(operation)).status).toBe(200);
    },
  );

  it('makes keys, shows them once, and revokes them', async () => {
    const admin = api.caller(api.adminKey);
    const made = await admin.call<{ id: string; key: string; hint: string }>(
      'POST',
      '/v1/admin/keys',
      {
        tenant: 'new.tenant-1',
      },
    );
    expect(made).toMatchObject({ status: 201, body: { role: 'tenant', tenant: 'new.tenant-1' } });
    expect(made.body.key).toMatch(/^wbk_[A-Za-z0-9_-]{43}$/u);
    expect(made.body.key.startsWith(made.body.hint)).toBe(true);
    const caller = api.caller(made.body.key);
    expect((await caller.call('GET', '/v1/files')).status).toBe(200);
    const list = await admin.call<KeyListBody>('GET', '/v1/admin/keys?tenant=new.tenant-1');
    expect(list.body.items.map(({ id }) => id)).toEqual([made.body.id]);
    expect(JSON.stringify(list.body)).not.toContain(made.body.key);
    expect((await admin.call('DELETE', `/v1/admin/keys/${made.body.id}`)).status).toBe(204);
    expect((await caller.call('GET', '/v1/files')).status).toBe(401);
    const gone = await admin.call<{ code: string }>('DELETE', `/v1/admin/keys/${ID}`);
    expect([gone.status, gone.body.code]).toEqual([404, 'key_not_found']);
  });

  it.each([{ tenant: '' }, { tenant: 'a b' }, { tenant: 'a\0' }, { tenant: 'x'.repeat(101) }, {}])(
    'refuses the tenant name of %p',
    async (body) => {
      const answer = await api
        .caller(api.adminKey)
        .call<{ code: string }>('POST', '/v1/admin/keys', body);
      expect([answer.status, answer.body.code]).toEqual([422, 'tenant_name_invalid']);
    },
  );

  it('refuses what else is wrong about keys', async () => {
    const admin = api.caller(api.adminKey);
    const both = await admin.call<{ code: string }>('POST', '/v1/admin/keys', {
      role: 'admin',
      tenant: 'a',
    });
    expect([both.status, both.body.code]).toEqual([422, 'validation_failed']);
    expect((await admin.call('GET', '/v1/admin/keys?tenant=%00')).status).toBe(422);
    for (const id of ['x', '%00']) {
      expect((await admin.call('DELETE', `/v1/admin/keys/${id}`)).status).toBe(404);
    }
  });

  it('gives every answer a request id, and keeps a sane one', async () => {
    const ask = async (id?: string) =>
      (
        await fetch(`${api.url}/nothing`, {
          headers: id === undefined ? {} : { 'x-request-id': id },
        })
      ).headers.get('x-request-id');
    expect(await ask('trace-1:a.b')).toBe('trace-1:a.b');
    expect(await ask()).toMatch(/^[0-9a-f-]{36}$/u);
    for (const odd of ['a b', 'x'.repeat(129), '<script>']) expect(await ask(odd)).not.toBe(odd);
  });
});
