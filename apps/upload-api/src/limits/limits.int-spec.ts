import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  CreatedKeyBody,
  FileBody,
  LimitsBody,
  Problem,
  TenantListBody,
  UpdateLimitsBody,
  UsageBody,
} from '@waybill/contracts';
import { ApiCaller, waitUntil } from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

const MIB = 1024 * 1024;

describe('limits', () => {
  let api: ApiUnderTest;
  let tenants = 0;
  beforeAll(async () => {
    api = await ApiUnderTest.start({ WAYBILL_LIMIT_OPEN_CHUNKS: '50' });
  });
  afterAll(() => api?.stop());

  /** A tenant of its own for each test. */
  async function newTenant() {
    const admin = api.caller(api.adminKey);
    const name = `limited-${(tenants += 1)}`;
    const made = await admin.call<CreatedKeyBody>('POST', '/v1/admin/keys', { tenant: name });
    const list = await admin.call<TenantListBody>('GET', `/v1/admin/tenants?name=${name}`);
    const tenant = `/v1/admin/tenants/${list.body.items[0]?.id}/limits`;
    const key = `/v1/admin/keys/${made.body.id}/limits`;
    const set = async (path: string, body: UpdateLimitsBody) => {
      const answer = await admin.call<LimitsBody>('PATCH', path, body);
      expect(answer.status).toBe(200);
      return answer.body;
    };
    return { key: made.body.key, caller: api.caller(made.body.key), paths: { tenant, key }, set };
  }

  const file = (chunks = 1) => ({ name: 'a', size: chunks * 5 * MIB, chunkSize: 5 * MIB });

  it('says which limit was reached, of whom, its value and what is used', async () => {
    const { caller, paths, set } = await newTenant();
    await set(paths.tenant, { openUploads: 1 });
    await set(paths.key, { fileSize: 20 * MIB });
    expect((await caller.call('POST', '/v1/files', file())).status).toBe(201);
    const full = await caller.call<Problem>('POST', '/v1/files', file());
    expect(full).toMatchObject({
      status: 429,
      body: {
        code: 'too_many_open_uploads',
        limit: { name: 'openUploads', of: 'tenant', max: 1, used: 1 },
      },
    });
    expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0);
    await set(paths.tenant, { openUploads: null });
    const large = await caller.call<Problem>('POST', '/v1/files', file(5));
    expect([large.status, large.body]).toMatchObject([413, { code: 'file_too_large' }]);
    await set(paths.tenant, { storedBytes: 9 * MIB });
    const stored = await caller.call<Problem>('POST', '/v1/files', file());
    expect([stored.status, stored.body]).toMatchObject([
      403,
      { code: 'storage_full', limit: { max: 9 * MIB, used: 5 * MIB } },
    ]);
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toMatch(
      /waybill_limit_refusals_total\{limit="storedBytes",of="tenant"\} [1-9]/u,
    );
  });

  it('has a default for the chunks of unfinished files, until a tenant is set its own', async () => {
    const { caller, paths, set } = await newTenant();
    expect((await caller.call('POST', '/v1/files', file(50))).status).toBe(201);
    const refused = await caller.call<Problem>('POST', '/v1/files', file());
    expect(refused.body).toMatchObject({ code: 'too_many_open_chunks', limit: { max: 50 } });
    expect((await set(paths.tenant, { openChunks: 51 })).openChunks).toEqual({ max: 51, used: 50 });
    expect((await caller.call('POST', '/v1/files', file())).status).toBe(201);
  });

  it('is never passed by two replicas under concurrent calls', async () => {
    const { key, caller, paths, set } = await newTenant();
    await set(paths.tenant, { openChunks: 20 });
    const replica = await api.startReplica();
    try {
      const callers = [caller, new ApiCaller(replica.url, key)];
      const answers = await Promise.all(
        Array.from({ length: 24 }, async (_, n) => {
          const answer = await callers[n % 2]?.call<Problem>('POST', '/v1/files', file(2));
          return answer?.body.code ?? 'made';
        }),
      );
      expect(answers.filter((code) => code === 'made')).toHaveLength(10);
      expect(new Set(answers)).toEqual(new Set(['made', 'too_many_open_chunks']));
      const { body } = await caller.call<UsageBody>('GET', '/v1/usage');
      expect(body.tenant?.openChunks).toEqual({ max: 20, used: 20 });
    } finally {
      await replica.stop();
    }
  });

  it('tells the caller what it may have and has, and the operator the same', async () => {
    const { caller, paths, set } = await newTenant();
    await set(paths.key, { openUploads: 5 });
    const { body } = await caller.call<FileBody>('POST', '/v1/files', file(3));
    const used = { openUploads: 1, openChunks: 3, bytesInFlight: 15 * MIB, storedBytes: 0 };
    const usage = await caller.call<UsageBody>('GET', '/v1/usage');
    expect(usage.body).toEqual({
      tenant: {
        openUploads: { used: used.openUploads },
        openChunks: { max: 50, used: used.openChunks },
        bytesInFlight: { used: used.bytesInFlight },
        storedBytes: { used: 0 },
        fileSize: {},
        streams: { max: 500 },
        requestsPerSecond: {},
      },
      key: expect.objectContaining({
        openUploads: { max: 5, used: 1 },
        openChunks: { used: 3 },
        streams: { max: 100 },
      }),
    });
    const admin = api.caller(api.adminKey);
    const seen = await admin.call<LimitsBody>('GET', paths.key);
    expect(seen.body).toEqual(usage.body.key);
    expect((await caller.call('DELETE', `/v1/files/${body.id}`)).status).toBe(204);
    const after = await caller.call<UsageBody>('GET', '/v1/usage');
    expect(after.body.key?.openChunks).toEqual({ used: 0 });
    expect((await admin.call<UsageBody>('GET', '/v1/usage')).body).toEqual({});
  });

  it('lets so many requests a second in, of all replicas together, and says how many are left', async () => {
    const { key, caller, paths, set } = await newTenant();
    expect((await caller.call('GET', '/v1/files')).headers.get('ratelimit')).toBeNull();
    await set(paths.tenant, { requestsPerSecond: 5 });
    await set(paths.key, { requestsPerSecond: 1_000 });
    const replica = await api.startReplica();
    try {
      const callers = [caller, new ApiCaller(replica.url, key)];
      const started = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (callers[n % 2] ?? caller).call<Problem>('GET', '/v1/files'),
        ),
      );
      const seconds = Math.ceil((performance.now() - started) / 1_000);
      const allowed = answers.filter(({ status }) => status === 200);
      expect(allowed.length).toBeGreaterThan(0);
      expect(allowed.length).toBeLessThanOrEqual(5 * seconds);
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.body).toMatchObject({
        code: 'too_many_requests',
        limit: { name: 'requestsPerSecond', of: 'tenant', max: 5 },
      });
      expect(refused?.headers.get('retry-after')).toBe('1');
      expect(refused?.headers.get('ratelimit-policy')).toBe('"tenant";q=5;w=1, "key";q=1000;w=1');
      expect(refused?.headers.get('ratelimit')).toMatch(
        /^"tenant";r=0;t=[01], "key";r=\d+;t=[01]$/u,
      );
    } finally {
      await replica.stop();
    }
  });

  it('lets so many streams be open, of all replicas together', async () => {
    const { key, paths, set } = await newTenant();
    await set(paths.key, { streams: 2 });
    const replica = await api.startReplica();
    const open = (url: string) =>
      fetch(`${url}/v1/events`, { headers: { authorization: `Bearer ${key}` } });
    try {
      const streams = [await open(api.url), await open(replica.url)];
      expect(streams.map(({ status }) => status)).toEqual([200, 200]);
      const third = await open(replica.url);
      expect([third.status, await third.json()]).toMatchObject([
        429,
        { code: 'too_many_streams', limit: { name: 'streams', of: 'key', max: 2 } },
      ]);
      await streams[0]?.body?.cancel();
      const again = await waitUntil('the place is free again', async () => {
        const stream = await open(replica.url);
        return stream.status === 200 ? stream : undefined;
      });
      for (const stream of [again, streams[1]]) await stream?.body?.cancel();
    } finally {
      await replica.stop();
    }
  });

  it.each([
    { openUploads: -1 },
    { openUploads: 1.5 },
    { storedBytes: '1' },
    { streams: 2 ** 31 },
    { requestsPerSecond: 0 },
    { unknown: 1 },
  ])('sets no limit of %p', async (body) => {
    const { paths } = await newTenant();
    const answer = await api.caller(api.adminKey).call('PATCH', paths.tenant, body);
    expect(answer.status).toBe(422);
  });
});
