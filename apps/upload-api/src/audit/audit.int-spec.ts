import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntryBody, AuditListBody, FileBody, JournalBody } from '@waybill/contracts';
import { OPERATIONS } from '@waybill/contracts/openapi';
import { DeadLetterRepository } from '@waybill/domain';
import { type ApiCaller, putSigned } from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

interface Made {
  readonly id: string;
}

interface Signed {
  readonly urls: readonly { readonly url: string; readonly headers: Record<string, string> }[];
}

/** The audit has what each call changes, with whoever made the call. */
describe('the audit', () => {
  let api: ApiUnderTest;
  let tenant: ApiCaller;
  let admin: ApiCaller;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    tenant = api.caller();
    admin = api.caller(api.adminKey);
  });
  afterAll(() => api?.stop());

  const list = async (query: string) =>
    (await admin.call<AuditListBody>('GET', `/v1/audit?${query}`)).body;
  const make = async (caller: ApiCaller, path: string, body?: object) =>
    (await caller.call<Made>('POST', path, body)).body.id;
  const newFile = () => make(tenant, '/v1/files', { name: 'secret.txt', size: 3 });
  const newToken = () => make(tenant, '/v1/upload-tokens', { expiresIn: 60 });
  const newHook = () => make(tenant, '/v1/webhooks', { url: 'https://example.com/hook' });
  const newKey = () => make(admin, '/v1/admin/keys', { tenant: 'audited' });
  const tenantId = async () =>
    (await admin.call<{ items: Made[] }>('GET', '/v1/admin/tenants?name=demo')).body.items[0]?.id;
  const report = async (id: string) => {
    const { body } = await tenant.call<Signed>('POST', `/v1/files/${id}/chunks/urls`, {
      numbers: [1],
    });
    const [signed] = body.urls;
    if (!signed) throw new Error('no URL');
    const { etag } = await putSigned(signed, Buffer.from('abc'));
    return { number: 1, etag };
  };
  const newLetter = async () => {
    const body = JSON.stringify({
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'b' }, object: { key: String(Math.random()), size: 5, eTag: 'abc' } },
    });
    await api.app
      .get<DeadLetterRepository>(DeadLetterRepository)
      .record([{ reason: 'unparsable', detail: 'wrong', body, source: 'webhook' }]);
    const { items } = (await admin.call<{ items: Made[] }>('GET', '/v1/admin/dead-letters?limit=1'))
      .body;
    return items[0]?.id ?? '';
  };
  const delivery = async (hook: string) => make(tenant, `/v1/webhooks/${hook}/test`);

  /** How each call comes to change something: what it is sent, after what has to be there. */
  const CHANGES: Readonly<Record<string, () => Promise<readonly [path: string, body?: object]>>> = {
    createFile: () => Promise.resolve(['/v1/files', { name: 'secret.txt', size: 3 }]),
    completeFile: async () => {
      const id = await newFile();
      await api.arrive(id, [{ number: 1, size: 3, etag: 'e' }]);
      return [`/v1/files/${id}/complete`];
    },
    deleteFile: async () => [`/v1/files/${await newFile()}`],
    confirmChunk: async () => {
      const id = await newFile();
      return [`/v1/files/${id}/chunks/1/confirm`, { etag: (await report(id)).etag }];
    },
    confirmChunks: async () => {
      const id = await newFile();
      return [`/v1/files/${id}/chunks/confirm`, { chunks: [await report(id)] }];
    },
    createUploadToken: () => Promise.resolve(['/v1/upload-tokens', { expiresIn: 60 }]),
    renewUploadToken: async () => [`/v1/upload-tokens/${await newToken()}/renew`],
    revokeUploadToken: async () => [`/v1/upload-tokens/${await newToken()}`],
    createWebhook: () => Promise.resolve(['/v1/webhooks', { url: 'https://example.com/hook' }]),
    updateWebhook: async () => [`/v1/webhooks/${await newHook()}`, { status: 'paused' }],
    deleteWebhook: async () => [`/v1/webhooks/${await newHook()}`],
    rotateWebhookSecret: async () => [`/v1/webhooks/${await newHook()}/rotate-secret`],
    testWebhook: async () => [`/v1/webhooks/${await newHook()}/test`],
    redeliver: async () => {
      const hook = await newHook();
      return [`/v1/webhooks/${hook}/deliveries/${await delivery(hook)}/redeliver`];
    },
    createKey: () => Promise.resolve(['/v1/admin/keys', { tenant: 'audited' }]),
    rotateKey: async () => [`/v1/admin/keys/${await newKey()}/rotate`],
    revokeKey: async () => [`/v1/admin/keys/${await newKey()}`],
    updateTenant: async () => {
      await newKey();
      const { items } = (
        await admin.call<{ items: Made[] }>('GET', '/v1/admin/tenants?name=audited')
      ).body;
      return [`/v1/admin/tenants/${items[0]?.id}`, { status: 'disabled' }];
    },
    deleteTenant: async () => {
      await make(admin, '/v1/admin/keys', { tenant: 'deleted' });
      const { items } = (
        await admin.call<{ items: Made[] }>('GET', '/v1/admin/tenants?name=deleted')
      ).body;
      return [`/v1/admin/tenants/${items[0]?.id}`];
    },
    updateTenantLimits: async () => [
      `/v1/admin/tenants/${await tenantId()}/limits`,
      { streams: 300 },
    ],
    updateKeyLimits: async () => [`/v1/admin/keys/${await newKey()}/limits`, { streams: 30 }],
    removeLeftovers: () => Promise.resolve(['/v1/admin/leftovers']),
    replayDeadLetter: async () => [`/v1/admin/dead-letters/${await newLetter()}/replay`],
    replayDeadLetters: async () => {
      await newLetter();
      return ['/v1/admin/dead-letters/replay', {}];
    },
    dropDeadLetter: async () => [`/v1/admin/dead-letters/${await newLetter()}`],
    dropDeadLetters: async () => {
      await newLetter();
      return ['/v1/admin/dead-letters/drop', { all: true }];
    },
  };

  it.each(OPERATIONS.filter(({ method, unaudited }) => method !== 'get' && !unaudited))(
    'has who made $id change what it changes',
    async ({ id, method, access, path: template }) => {
      const [path, body] = await (CHANGES[id]?.() ?? Promise.reject(new Error('How?')));
      const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u');
      expect(path).toMatch(pattern);
      const requestId = `audit-${id}`;
      const caller = access === 'admin' ? admin : tenant;
      const answer = await caller.call(method.toUpperCase(), path, body, {
        'x-request-id': requestId,
      });
      expect([id, answer.status < 300]).toEqual([id, true]);
      const { items } = await list(`operation=${id}`);
      const mine = items.filter((item) => item.requestId === requestId);
      expect(mine.length).toBeGreaterThan(0);
      const { actor } = mine[0] as AuditEntryBody;
      expect(mine[0]).toMatchObject({
        operation: id,
        address: '127.0.0.1',
        actor: { kind: 'key' },
      });
      const keys = await admin.call<{ items: { id: string; role: string }[] }>(
        'GET',
        '/v1/admin/keys',
      );
      const role = access === 'admin' ? 'admin' : 'tenant';
      expect(keys.body.items.find((key) => key.id === actor.id)?.role).toBe(role);
      if (role === 'tenant') expect(mine[0]?.tenantId).toBe(await tenantId());
    },
  );

  it('has nothing of what was refused, read, or changed nothing', async () => {
    const id = await newFile();
    const before = (await list('limit=1')).items[0]?.id;
    await tenant.call('POST', `/v1/files/${id}/complete`);
    await tenant.call('GET', `/v1/files/${id}`);
    await tenant.call('POST', `/v1/files/${id}/chunks/urls`, { numbers: [1] });
    await tenant.call('POST', '/v1/files', { name: 'a', size: -1 });
    await api.caller(api.otherTenantKey).call('DELETE', `/v1/files/${id}`);
    expect((await list('limit=1')).items[0]?.id).toBe(before);
  });

  it('has neither secrets nor the names of files', async () => {
    const { items } = await list('limit=200');
    const text = JSON.stringify(items);
    for (const word of ['secret.txt', 'example.com', 'whsec_', 'wbk_', '"hash"'])
      expect(text).not.toContain(word);
  });

  it('is listed in pages, by tenant, actor, thing and time', async () => {
    const id = await newFile();
    await tenant.call('DELETE', `/v1/files/${id}`);
    const both = await list(`resourceId=${id}`);
    expect(both.items.map(({ operation, data }) => [operation, data])).toEqual([
      ['deleteFile', { status: 'aborted' }],
      ['createFile', expect.objectContaining({ size: 3 })],
    ]);
    const first = await list(`resourceId=${id}&limit=1`);
    expect(first.items).toEqual(both.items.slice(0, 1));
    const rest = await list(`resourceId=${id}&limit=1&cursor=${first.nextCursor}`);
    expect(rest).toEqual({ items: both.items.slice(1) });
    const actor = both.items[0]?.actor.id;
    expect((await list(`resourceId=${id}&actorId=${actor}`)).items).toHaveLength(2);
    expect((await list(`resourceId=${id}&tenantId=${await tenantId()}`)).items).toHaveLength(2);
    const since = encodeURIComponent(both.items[0]?.at ?? '');
    expect((await list(`resourceId=${id}&since=${since}`)).items).toHaveLength(1);
    expect((await list(`resourceId=${id}&until=${since}`)).items).toHaveLength(1);
    expect((await list(`resourceId=${id}&since=${since}&until=${since}`)).items).toEqual([]);
    expect((await admin.call('GET', '/v1/audit?cursor=x')).status).toBe(400);
    expect((await tenant.call('GET', '/v1/audit')).status).toBe(403);
  });

  it('tells the holder of an upload token from the key that made it', async () => {
    const { body } = await tenant.call<{ id: string; token: string }>('POST', '/v1/upload-tokens', {
      expiresIn: 60,
    });
    const id = await make(api.caller(body.token), '/v1/files', { name: 'a', size: 3 });
    const { items } = await list(`resourceId=${id}`);
    expect(items).toMatchObject([
      {
        operation: 'createFile',
        actor: { kind: 'token', id: body.id },
        tenantId: await tenantId(),
      },
    ]);
    expect(JSON.stringify(items)).not.toContain(body.token);
  });

  it('is named in the journal: a tenant sees which key did what to its file', async () => {
    const { body } = await tenant.call<FileBody>('POST', '/v1/files', { name: 'a', size: 3 });
    await api.arrive(body.id, [{ number: 1, size: 3, etag: 'e' }]);
    const journal = await tenant.call<JournalBody>('GET', `/v1/files/${body.id}/journal`);
    const [created, ...others] = journal.body.items;
    const [entry] = (await list(`resourceId=${body.id}`)).items;
    expect(created).toMatchObject({ type: 'file.created', actor: entry?.actor });
    expect(Object.keys(created?.actor ?? {}).sort()).toEqual(['id', 'kind']);
    expect(others.map(({ actor }) => actor)).toEqual(others.map(() => undefined));
  });
});
