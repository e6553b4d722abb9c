import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  ChunkUrlListBody,
  CreatedUploadTokenBody,
  FileBody,
  Problem,
  UploadTokenBody,
  UploadTokenListBody,
} from '@waybill/contracts';
import { EventStream, waitUntil } from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

const MB = 1_000_000;
const ID = '019a9b0c-7f00-7000-8000-000000000001';
const ORIGIN = 'https://shop.example';

describe('upload tokens', () => {
  let api: ApiUnderTest;
  let replica: { readonly url: string; stop(): Promise<void> };

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    replica = await api.startReplica();
  });
  afterAll(async () => {
    await replica?.stop();
    await api?.stop();
  });

  const make = async (policy: object = {}) => {
    const made = await api
      .caller()
      .call<CreatedUploadTokenBody>('POST', '/v1/upload-tokens', policy);
    expect(made.status).toBe(201);
    return made.body;
  };

  const declare = (token: string, body: object = {}, headers: Record<string, string> = {}) =>
    api
      .caller(token)
      .call<FileBody & Pick<Problem, 'code' | 'errors'>>(
        'POST',
        '/v1/files',
        { name: 'a', size: MB, ...body },
        headers,
      );

  /** Puts the row's end into the past, and has nobody remember another one. */
  const end = async ({ id }: UploadTokenBody) => {
    await api.database.source.query(
      `UPDATE upload_tokens SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    await new Promise((resolve) => setTimeout(resolve, 5_100));
  };

  it('are made with a policy, shown once, listed, renewed and revoked', async () => {
    const caller = api.caller();
    const policy = {
      name: 'photo form',
      maxFileSize: 10 * MB,
      maxFiles: 1,
      maxBytes: 20 * MB,
      contentTypes: ['image/*', 'application/pdf'],
      metadata: { order: '2041' },
      origins: [ORIGIN],
      events: 'own',
    };
    const made = await caller.call<CreatedUploadTokenBody>('POST', '/v1/upload-tokens', {
      ...policy,
      expiresIn: 60,
    });
    const { token, ...shown } = made.body;
    expect(token).toMatch(/^wbt_[A-Za-z0-9_-]{43}$/u);
    expect(shown).toMatchObject({
      ...policy,
      status: 'active',
      used: { files: 0, bytes: 0 },
      hint: token.slice(0, 8),
    });
    const path = `/v1/upload-tokens/${made.body.id}`;
    expect(made.headers.get('location')).toBe(path);
    expect((await caller.call('GET', path)).body).toEqual(shown);
    expect((await api.caller(token).call('GET', '/v1/upload-tokens/self')).body).toEqual(shown);
    await make();
    const page = await caller.call<UploadTokenListBody>('GET', '/v1/upload-tokens?limit=1');
    const next = await caller.call<UploadTokenListBody>(
      'GET',
      `/v1/upload-tokens?limit=1&cursor=${page.body.nextCursor}`,
    );
    expect(next.body.items).toEqual([shown]);
    expect(JSON.stringify(next.body)).not.toContain(token.slice(8));

    const renewed = await caller.call<UploadTokenBody>('POST', `${path}/renew`, {
      expiresIn: 7_200,
    });
    expect(Math.round((Date.parse(renewed.body.expiresAt) - Date.now()) / 60_000)).toBe(120);
    expect((await caller.call<UploadTokenBody>('POST', `${path}/renew`)).body.expiresAt).toBe(
      renewed.body.expiresAt,
    );
    expect((await caller.call('DELETE', path)).status).toBe(204);
    expect((await caller.call<UploadTokenBody>('GET', path)).body.status).toBe('revoked');
    expect(await declare(token)).toMatchObject({ status: 401, body: { code: 'token_revoked' } });
    const late = await caller.call<Problem>('POST', `${path}/renew`);
    expect([late.status, late.body.code]).toEqual([404, 'upload_token_not_found']);
    for (const id of [ID, 'x']) {
      const gone = await caller.call<Problem>('DELETE', `/v1/upload-tokens/${id}`);
      expect([gone.status, gone.body.code]).toEqual([404, 'upload_token_not_found']);
    }
    const key = await caller.call<Problem>('GET', '/v1/upload-tokens/self');
    expect([key.status, key.body.code]).toEqual([404, 'upload_token_not_found']);
  });

  it.each([
    [{ destination: 'x' }, ''],
    [{ expiresIn: 0 }, 'expiresIn'],
    [{ expiresIn: 2_592_001 }, 'expiresIn'],
    [{ maxFiles: 0 }, 'maxFiles'],
    [{ maxFileSize: 1.5 }, 'maxFileSize'],
    [{ maxBytes: 1e300 }, 'maxBytes'],
    [{ contentTypes: [] }, 'contentTypes'],
    [{ contentTypes: ['image'] }, 'contentTypes.0'],
    [{ contentTypes: ['*/png'] }, 'contentTypes.0'],
    [{ contentTypes: ['text/html; charset=utf-8'] }, 'contentTypes.0'],
    [{ origins: ['https://shop.example/'] }, 'origins.0'],
    [{ origins: ['null'] }, 'origins.0'],
    [{ events: 'all' }, 'events'],
    [{ metadata: { a: 1 } }, 'metadata.a'],
    [{ metadata: { ' ': 'x' } }, 'metadata. '],
    [{ name: 'a\nb' }, 'name'],
  ])('are not made with %j', async (body, path) => {
    const answer = await api.caller().call<Problem>('POST', '/v1/upload-tokens', body);
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, path]);
  });

  it('let nobody watch what the key that makes them may not', async () => {
    const { body: key } = await api
      .caller(api.adminKey)
      .call<{ key: string }>('POST', '/v1/admin/keys', { tenant: 'demo', scopes: ['files:write'] });
    const answer = await api
      .caller(key.key)
      .call<Problem>('POST', '/v1/upload-tokens', { events: 'own' });
    expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
    expect((await api.caller(key.key).call('POST', '/v1/upload-tokens', {})).status).toBe(201);
  });

  it('hold a file to their policy, and name the field at fault', async () => {
    const { token } = await make({
      maxFileSize: 10 * MB,
      maxFiles: 2,
      maxBytes: 15 * MB,
      contentTypes: ['image/*'],
      metadata: { order: '2041' },
    });
    const image = { contentType: 'Image/PNG; x=1' };
    const refused = async (body: object) => {
      const { status, body: problem } = await declare(token, { ...image, ...body });
      return [status, problem.code, problem.errors?.[0]?.path];
    };
    expect(await refused({ size: 10 * MB + 1 })).toEqual([413, 'file_too_large', 'size']);
    expect(await refused({ contentType: 'text/html' })).toEqual([
      415,
      'content_type_not_allowed',
      'contentType',
    ]);
    expect(await refused({ contentType: undefined })).toEqual([
      415,
      'content_type_not_allowed',
      'contentType',
    ]);
    expect(await refused({ metadata: { order: '1' } })).toEqual([
      403,
      'metadata_forced',
      'metadata.order',
    ]);
    const made = await declare(token, { ...image, size: 9 * MB, metadata: { colour: 'red' } });
    expect(made).toMatchObject({
      status: 201,
      body: { metadata: { order: '2041', colour: 'red' } },
    });
    expect(await refused({ size: 7 * MB })).toEqual([403, 'token_bytes_used_up', 'size']);
    expect((await declare(token, { ...image, metadata: { order: '2041' } })).status).toBe(201);
    const over = await declare(token, image);
    expect([over.status, over.body]).toEqual([
      403,
      expect.objectContaining({
        code: 'token_files_used_up',
        limit: { name: 'files', of: 'token', max: 2, used: 2 },
      }),
    ]);
    const self = await api.caller(token).call<UploadTokenBody>('GET', '/v1/upload-tokens/self');
    expect(self.body.used).toEqual({ files: 2, bytes: 10 * MB });
  });

  it('make one file of 10 MB under 200 tries at once, at two replicas', async () => {
    const { token } = await make({ maxFiles: 1, maxFileSize: 10 * MB });
    const statuses = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const answer = await fetch(`${(index % 2 ? api : replica).url}/v1/files`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ name: 'a', size: (1 + (index % 11)) * MB }),
        });
        await answer.body?.cancel();
        return answer.status;
      }),
    );
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([201, 403, 413]));
    const self = await api.caller(token).call<UploadTokenBody>('GET', '/v1/upload-tokens/self');
    expect(self.body.used.files).toBe(1);
    expect(self.body.used.bytes).toBeLessThanOrEqual(10 * MB);
  });

  it('do a whole upload of their own, and remove nothing that is completed', async () => {
    const { token, id } = await make({ maxFiles: 2, events: 'own' });
    const holder = api.caller(token);
    const { body: file } = await declare(token, { size: 10 });
    const path = `/v1/files/${file.id}`;
    const stream = await EventStream.open(`${api.url}${path}/events`, {
      authorization: `Bearer ${token}`,
    });
    const urls = await holder.call<ChunkUrlListBody>('POST', `${path}/chunks/urls`, {
      numbers: [1],
    });
    const [url] = urls.body.urls;
    const put = await fetch(url?.url ?? '', {
      method: 'PUT',
      body: '0123456789',
      headers: url?.headers ?? {},
    });
    const etag = put.headers.get('etag') ?? '';
    const confirmed = await holder.call('POST', `${path}/chunks/1/confirm`, { etag });
    expect([put.status, confirmed.status]).toEqual([200, 200]);
    expect((await holder.call('GET', `${path}/chunks`)).body).toMatchObject({
      items: [{ number: 1, status: 'uploaded' }],
    });
    expect((await holder.call('POST', `${path}/complete`, {})).status).toBe(202);
    await api.files.change({ fileId: file.id }, () => ({ status: 'completed' }));
    const gone = await holder.call<Problem>('DELETE', path);
    expect([gone.status, gone.body.code]).toEqual([409, 'file_completed']);
    const { body: second } = await declare(token);
    expect((await holder.call('DELETE', `/v1/files/${second.id}`)).status).toBe(204);
    // The stream ends with the token, as it does with a key.
    await api.caller().call('DELETE', `/v1/upload-tokens/${id}`);
    await stream.ended;
  });

  it('stand still once they have ended, and go on where they were when they are renewed', async () => {
    const made = await make();
    const holder = api.caller(made.token);
    const { body: file } = await declare(made.token);
    const path = `/v1/files/${file.id}`;
    await api.arrive(file.id, [{ number: 1, size: MB, etag: 'e' }]);
    await end(made);
    for (const [method, at, body] of [
      ['POST', `${path}/chunks/urls`, { numbers: [1] }],
      ['POST', `${path}/complete`, {}],
      ['GET', path, undefined],
    ] as const) {
      const answer = await holder.call<Problem>(method, at, body);
      expect([at, answer.status, answer.body.code]).toEqual([at, 401, 'token_expired']);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
    await api.caller().call('POST', `/v1/upload-tokens/${made.id}/renew`);
    expect((await holder.call<FileBody>('GET', path)).body.status).toBe('uploaded');
    expect((await holder.call('POST', `${path}/complete`, {})).status).toBe(202);
  });

  it('are asked about again at completion, whatever is remembered of them', async () => {
    const made = await make();
    const { body: file } = await declare(made.token);
    await api.arrive(file.id, [{ number: 1, size: MB, etag: 'e' }]);
    const at = (url: string) =>
      fetch(`${url}/v1/files/${file.id}/complete`, {
        method: 'POST',
        headers: { authorization: `Bearer ${made.token}` },
      });
    const seen = await fetch(`${replica.url}/v1/files/${file.id}`, {
      headers: { authorization: `Bearer ${made.token}` },
    });
    expect(seen.status).toBe(200);
    await api.caller().call('DELETE', `/v1/upload-tokens/${made.id}`);
    const refused = await at(replica.url);
    expect([refused.status, await refused.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'token_revoked' }),
    ]);
    // Nothing is lost: whose files they are completes what has arrived.
    expect((await api.caller().call('POST', `/v1/files/${file.id}/complete`)).status).toBe(202);
  });

  it('have idempotency keys of their own, and learn of nobody else’s', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { name: 'secret', size: 5 };
    const theirs = await api.caller().call<FileBody>('POST', '/v1/files', body, key);
    const [one, two] = [await make({ maxFiles: 1 }), await make({ maxFiles: 1 })];
    const first = await declare(one.token, body, key);
    const again = await declare(one.token, body, key);
    const other = await declare(two.token, body, key);
    expect([first.status, again.status, other.status]).toEqual([201, 201, 201]);
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(new Set([theirs.body.id, first.body.id, other.body.id]).size).toBe(3);
  });

  it('get no bytes and no answer by a digest of what others have sent', async () => {
    const sha256 = createHash('sha256').update(randomUUID()).digest('hex');
    const chunks = [{ sha256 }];
    const size = 6 * MB;
    const send = async (key: string) => {
      const { body } = await declare(key, { size, chunks });
      if (body.reusedChunks === 0) await api.arrive(body.id, [{ number: 1, size, etag: 'e' }]);
      return body.reusedChunks;
    };
    expect([await send(api.tenantKey), await send(api.tenantKey)]).toEqual([0, 1]);
    const { token } = await make();
    const asked = await declare(token, { size });
    const urls = await api
      .caller(token)
      .call<ChunkUrlListBody>('POST', `/v1/files/${asked.body.id}/chunks/urls`, {
        chunks: [{ number: 1, sha256 }],
      });
    expect([urls.body.urls.length, urls.body.reused]).toEqual([1, undefined]);
    expect([await send(token), await send(token)]).toEqual([0, 1]);
  });

  it('open no session', async () => {
    const { token } = await make();
    const answer = await api.caller(token).call<Problem>('POST', '/v1/session', { key: token });
    expect([answer.status, answer.body.code]).toEqual([403, 'token_not_allowed']);
  });

  it('let the pages call that they name, and refuse all others', async () => {
    const preflight = (origin: string, url = api.url) =>
      fetch(`${url}/v1/files`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    expect((await preflight(ORIGIN)).headers.get('access-control-allow-origin')).toBeNull();
    const named = 'https://named.example';
    const { token, id } = await make({ origins: [named] });
    const free = await make();
    const asked = await preflight(named);
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, named]);
    expect(asked.headers.get('vary')).toContain('Origin');
    expect((await preflight('https://evil.example')).status).toBe(405);

    const call = (key: string, origin?: string) =>
      fetch(`${api.url}/v1/upload-tokens/self`, {
        headers: { authorization: `Bearer ${key}`, ...(origin !== undefined && { origin }) },
      });
    const right = await call(token, named);
    expect([right.status, right.headers.get('access-control-allow-origin')]).toEqual([200, named]);
    const wrong = await call(token, 'https://evil.example');
    expect([wrong.status, ((await wrong.json()) as Problem).code]).toEqual([
      403,
      'origin_not_allowed',
    ]);
    expect(wrong.headers.get('access-control-allow-origin')).toBeNull();
    expect((await call(token)).status).toBe(200);
    expect((await call(token, 'null')).status).toBe(403);
    expect((await call(free.token, 'https://evil.example')).status).toBe(200);
    // Elsewhere than at the API the page has nothing to read.
    const health = await fetch(`${api.url}/health/live`, { headers: { origin: named } });
    expect(health.headers.get('access-control-allow-origin')).toBeNull();

    await api.caller().call('DELETE', `/v1/upload-tokens/${id}`);
    await waitUntil('the page is shut out', async () => (await preflight(named)).status === 405);
  });
});
