import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATIONS } from '@waybill/contracts/openapi';
import type {
  CreatedKeyBody as KeyBody,
  CreatedUploadTokenBody,
  KeyListBody,
  RotatedKeyBody,
  TenantBody,
  TenantListBody,
} from '@waybill/contracts';
import { SCOPES } from '@waybill/domain';
import { EventStream } from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';
import { generateKey } from './api-key.js';
import { KeyUse } from './key-use.js';

const ID = '019a9b0c-7f00-7000-8000-000000000001';

/** What calls need beside their path, to come as far as looking for what it names. */
const BODIES: Readonly<Record<string, unknown>> = {
  createChunkUrls: { numbers: [1] },
  confirmChunk: { etag: 'x' },
  confirmChunks: { chunks: [{ number: 1, etag: 'x' }] },
  updateWebhook: { status: 'paused' },
};

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

  const newKey = async (body: object) => {
    const made = await api.caller(api.adminKey).call<KeyBody>('POST', '/v1/admin/keys', body);
    expect(made.status).toBe(201);
    return made.body;
  };

  it.each(OPERATIONS.filter(({ access }) => access !== 'public'))(
    'lets nobody call $id without a key that is good',
    async (operation) => {
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
    },
  );

  it('lets a key of each single scope make the calls of that scope, and no other', async () => {
    for (const scope of SCOPES) {
      const role = scope === 'admin' ? { role: 'admin' } : { tenant: 'walk' };
      const { key } = await newKey({ ...role, scopes: [scope] });
      for (const operation of OPERATIONS.filter(({ access }) => access !== 'public')) {
        const answer = await call(operation, `Bearer ${key}`);
        const said = `${operation.id} with ${scope}`;
        if (operation.access === 'store') {
          expect([said, answer.status]).toEqual([said, 401]);
        } else if (operation.access === scope || operation.access === 'holder') {
          expect([said, [401, 403].includes(answer.status)]).toEqual([said, false]);
        } else {
          const { code } = (await answer.json()) as { code: string };
          const ofOneRole = scope !== 'admin' && operation.access !== 'admin';
          const expected = ofOneRole ? 'scope_missing' : 'forbidden';
          expect([said, answer.status, code]).toEqual([said, 403, expected]);
        }
        await answer.body?.cancel().catch(() => undefined);
      }
    }
  });

  it('lets an upload token make the calls that are open to tokens, and no other', async () => {
    for (const events of ['none', 'own', 'tenant'] as const) {
      const { body: made } = await api
        .caller()
        .call<CreatedUploadTokenBody>('POST', '/v1/upload-tokens', { events });
      for (const operation of OPERATIONS.filter(({ access }) => access !== 'public')) {
        const answer = await call(operation, `Bearer ${made.token}`);
        const said = `${operation.id} by a token that watches ${events}`;
        const { access, tokens, id } = operation;
        const expected =
          access === 'store'
            ? 'unauthenticated'
            : !tokens || (id === 'tenantEvents' && events === 'own')
              ? 'token_not_allowed'
              : access === 'events:read' && events === 'none'
                ? 'scope_missing'
                : undefined;
        if (expected === undefined) {
          expect([said, [401, 403].includes(answer.status)]).toEqual([said, false]);
        } else {
          const { code } = (await answer.json()) as { code: string };
          expect([said, code]).toEqual([said, expected]);
        }
        await answer.body?.cancel().catch(() => undefined);
      }
    }
  });

  it('answers an upload token for files that it did not make exactly as for unknown ones', async () => {
    const file = await api
      .caller()
      .call<{ id: string }>('POST', '/v1/files', { name: 'a', size: 1 });
    const { body: made } = await api
      .caller()
      .call<CreatedUploadTokenBody>('POST', '/v1/upload-tokens', { events: 'own' });
    const token = api.caller(made.token);
    const walked = OPERATIONS.filter(({ path, tokens }) => tokens && path.includes('{id}'));
    expect(walked.length).toBeGreaterThan(7);
    for (const { id, method, path } of walked) {
      const ask = async (target: string) => {
        const at = path.replace('{id}', target).replace('{number}', '1');
        const answer = await token.call<object>(method.toUpperCase(), at, BODIES[id]);
        return [id, answer.status, { ...answer.body, instance: '' }];
      };
      const answer = await ask(file.body.id);
      expect(answer[1]).toBe(404);
      expect(answer).toEqual(await ask(ID));
    }
  });

  it("answers for another tenant's ids exactly as for unknown ones", async () => {
    const own = api.caller();
    const file = await own.call<{ id: string }>('POST', '/v1/files', { name: 'a', size: 1 });
    const hook = await own.call<{ id: string }>('POST', '/v1/webhooks', {
      url: 'https://example.com/hook',
    });
    const token = await own.call<{ id: string }>('POST', '/v1/upload-tokens', {});
    expect([file.status, hook.status, token.status]).toEqual([201, 201, 201]);
    const walked = OPERATIONS.filter(
      ({ path, access }) => path.includes('{id}') && access !== 'admin',
    );
    expect(walked.length).toBeGreaterThan(12);
    const other = api.caller(api.otherTenantKey);
    for (const { id, method, path } of walked) {
      const ask = async (target: string) => {
        const at = path
          .replace('{id}', target)
          .replace('{number}', '1')
          .replace('{deliveryId}', ID);
        const answer = await other.call<object>(method.toUpperCase(), at, BODIES[id]);
        return [id, answer.status, { ...answer.body, instance: '' }];
      };
      const { body: of } = path.startsWith('/v1/webhooks')
        ? hook
        : path.startsWith('/v1/upload-tokens')
          ? token
          : file;
      const theirs = of.id;
      const answer = await ask(theirs);
      expect(answer[1]).toBe(404);
      expect(answer).toEqual(await ask(ID));
    }
  });

  it.each(OPERATIONS.filter(({ access }) => access === 'public'))(
    'lets anyone call $id',
    async (operation) => {
      // What wants a body says so to whoever sends none.
      const expected = operation.body ? 422 : operation.responses[0]?.status;
      expect((await call(operation)).status).toBe(expected);
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

  it('keeps a rotated key for a while, and gives the new one what it may do', async () => {
    const old = await newKey({
      tenant: 'rota',
      name: 'ci',
      scopes: ['files:read'],
      expiresIn: 600,
    });
    expect(old).toMatchObject({ name: 'ci', scopes: ['files:read'] });
    const admin = api.caller(api.adminKey);
    const rotate = (id: string, body?: object) =>
      admin.call<RotatedKeyBody>('POST', `/v1/admin/keys/${id}/rotate`, body);
    const next = await rotate(old.id, { overlap: 60 });
    expect(next).toMatchObject({
      status: 200,
      body: { tenant: 'rota', name: 'ci', scopes: ['files:read'] },
    });
    const lifetime = Date.parse(next.body.expiresAt ?? '') - Date.parse(next.body.createdAt);
    expect(Math.round(lifetime / 1_000)).toBe(600);
    const status = async (key: string) => (await api.caller(key).call('GET', '/v1/files')).status;
    expect([await status(old.key), await status(next.body.key)]).toEqual([200, 200]);
    // The overlap never makes a key live longer than it was given.
    const again = await rotate(old.id, { overlap: 86_400 });
    expect(again.body.previousExpiresAt).toBe(next.body.previousExpiresAt);
    expect((await rotate(next.body.id, { overlap: 0 })).status).toBe(200);
    expect(await status(next.body.key)).toBe(401);
    expect((await rotate(next.body.id)).status).toBe(404);
    expect((await rotate(ID)).status).toBe(404);
  });

  it.each([
    { tenant: 'a', scopes: ['admin'] },
    { role: 'admin', scopes: ['files:read'] },
    { tenant: 'a', scopes: [] },
    { tenant: 'a', scopes: ['files:all'] },
    { tenant: 'a', expiresIn: 1 },
    { tenant: 'a', name: 'a\nb' },
  ])('makes no key of %p', async (body) => {
    const answer = await api
      .caller(api.adminKey)
      .call<{ code: string }>('POST', '/v1/admin/keys', body);
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
  });

  it('shuts a tenant out with its keys and streams, and lets it in again', async () => {
    const { key } = await newKey({ tenant: 'shut' });
    const admin = api.caller(api.adminKey);
    const list = await admin.call<TenantListBody>('GET', '/v1/admin/tenants?name=shut');
    const [tenant] = list.body.items;
    expect(list.body.items).toEqual([expect.objectContaining({ name: 'shut', status: 'active' })]);
    const change = (status: string, id = tenant?.id ?? '') =>
      admin.call<TenantBody>('PATCH', `/v1/admin/tenants/${id}`, { status });
    const stream = await EventStream.open(`${api.url}/v1/events`, {
      authorization: `Bearer ${key}`,
    });
    const status = async () => (await api.caller(key).call('GET', '/v1/files')).status;
    expect(await status()).toBe(200);
    const disabled = await change('disabled');
    expect(disabled).toMatchObject({ status: 200, body: { status: 'disabled' } });
    expect(await status()).toBe(401);
    await stream.ended;
    expect((await change('disabled')).body.disabledAt).toBe(disabled.body.disabledAt);
    expect((await api.caller().call('GET', '/v1/files')).status).toBe(200);
    expect((await change('active')).body.disabledAt).toBeUndefined();
    expect(await status()).toBe(200);
    expect((await change('disabled', ID)).status).toBe(404);
    expect((await change('deleted')).status).toBe(422);
  });

  it('shuts a tenant out that is being deleted, for ever', async () => {
    const { id: keyId, key } = await newKey({ tenant: 'going' });
    const own = api.caller(key);
    expect((await own.call('POST', '/v1/files', { name: 'a', size: 1 })).status).toBe(201);
    const admin = api.caller(api.adminKey);
    const listed = async () =>
      (await admin.call<TenantListBody>('GET', '/v1/admin/tenants?name=going')).body.items[0];
    const path = `/v1/admin/tenants/${(await listed())?.id}`;
    const deleted = await admin.call<TenantBody>('DELETE', path);
    expect(deleted).toMatchObject({ status: 202, body: { status: 'deleting', filesLeft: 1 } });
    expect((await own.call('GET', '/v1/files')).status).toBe(401);
    expect(await listed()).toEqual(deleted.body);
    expect((await admin.call('DELETE', path)).body).toEqual(deleted.body);
    const refused = [
      await admin.call<{ code: string }>('PATCH', path, { status: 'active' }),
      await admin.call<{ code: string }>('POST', '/v1/admin/keys', { tenant: 'going' }),
    ];
    for (const { status, body } of refused)
      expect([status, body.code]).toEqual([409, 'tenant_deleting']);
    const rotated = await admin.call<RotatedKeyBody>('POST', `/v1/admin/keys/${keyId}/rotate`);
    expect((await api.caller(rotated.body.key).call('GET', '/v1/files')).status).toBe(401);
    expect((await admin.call('DELETE', `/v1/admin/tenants/${ID}`)).status).toBe(404);
  });

  it('lists tenants in pages', async () => {
    const admin = api.caller(api.adminKey);
    const first = await admin.call<TenantListBody>('GET', '/v1/admin/tenants?limit=1');
    const cursor = first.body.nextCursor;
    const second = await admin.call<TenantListBody>(
      'GET',
      `/v1/admin/tenants?limit=1&cursor=${cursor}`,
    );
    expect(second.body.items[0]?.id).not.toBe(first.body.items[0]?.id);
    expect((await admin.call('GET', '/v1/admin/tenants?cursor=x')).status).toBe(400);
  });

  it('notes when a key was used, once for many requests', async () => {
    const { id, key } = await newKey({ tenant: 'used' });
    const lastUsed = async () => {
      const list = await api
        .caller(api.adminKey)
        .call<KeyListBody>('GET', '/v1/admin/keys?tenant=used');
      return list.body.items.find((one) => one.id === id)?.lastUsedAt;
    };
    await api.caller(key).call('GET', '/v1/files');
    expect(await lastUsed()).toBeUndefined();
    await api.app.get(KeyUse).note();
    const first = await lastUsed();
    expect(first).toBeDefined();
    await api.caller(key).call('GET', '/v1/files');
    await api.app.get(KeyUse).note();
    expect(await lastUsed()).toBe(first);
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
