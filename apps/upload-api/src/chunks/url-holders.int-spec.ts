import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chunkKey, fileKey } from '@waybill/domain';
import { createObjectStore, type ObjectStore } from '@waybill/storage';
import {
  chunkUrls,
  createFile,
  randomChunks,
  type ChunkUrlView,
  type TestChunk,
} from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

const SIZE = 1_000;

/** Whoever holds a URL may send what it is for. On the real store, by the API's own URLs. */
describe('the holder of an upload URL', () => {
  let api: ApiUnderTest;
  let store: ObjectStore;
  const secret = randomChunks(SIZE, SIZE)[0] as TestChunk;
  /** Another tenant's file, complete. */
  let victim: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    store = createObjectStore(api.config.s3, { profile: () => 'none' });
    const other = api.caller(api.otherTenantKey);
    victim = (await createFile(other, { size: SIZE, strategy: 'single' })).id;
    const [signed] = await unbound(other, victim);
    expect((await put(signed, secret.body)).status).toBe(200);
  });
  afterAll(async () => {
    store?.close();
    await api?.stop();
  });

  async function unbound(caller = api.caller(), fileId: string): Promise<ChunkUrlView[]> {
    const path = `/v1/files/${fileId}/chunks/urls`;
    const answer = await caller.call<{ urls: ChunkUrlView[] }>('POST', path, { numbers: [1] });
    expect(answer.status).toBe(200);
    return answer.body.urls;
  }

  function put(signed: ChunkUrlView | undefined, body: Buffer, extra = {}): Promise<Response> {
    if (!signed) throw new Error('no URL');
    // undici takes no length but the body's own, which is the one that is signed.
    const headers = new Headers({ ...signed.headers, ...extra });
    headers.delete('content-length');
    return fetch(signed.url, { method: 'PUT', headers, body: new Uint8Array(body) });
  }

  const source = () => ({ 'x-amz-copy-source': `/${api.config.s3.bucket}/${fileKey(victim)}` });
  const place = (key: string) => `${api.config.s3.endpoint}/${api.config.s3.bucket}/${key}`;

  it("cannot take another tenant's bytes by a chunk's URL without a digest", async () => {
    const file = await createFile(api.caller(), { size: SIZE });
    const [signed] = await unbound(api.caller(), file.id);
    const stolen = await put(signed, Buffer.alloc(SIZE), source());
    expect(stolen.status).toBe(403);
    expect(await stolen.text()).toContain('<Code>AccessDenied</Code>');
    expect(await store.reader.head(chunkKey(file.id, 1))).toBeUndefined();
    expect((await put(signed, Buffer.alloc(SIZE))).status).toBe(200);
  });

  it('cannot write over a file that is there, not even by a copy', async () => {
    const [mine] = randomChunks(SIZE, SIZE);
    const file = await createFile(api.caller(), { size: SIZE, strategy: 'single' });
    const [signed] = await unbound(api.caller(), file.id);
    if (!mine) throw new Error('no chunk');
    expect((await put(signed, mine.body)).status).toBe(200);
    expect((await put(signed, Buffer.alloc(SIZE))).status).toBe(412);
    expect((await put(signed, Buffer.alloc(SIZE), source())).status).toBe(403);
    expect((await store.reader.head(fileKey(file.id)))?.etag).toBe(mine.md5);
  });

  it.each([
    { 'x-amz-acl': 'public-read' },
    { 'x-amz-grant-read': 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' },
  ])('cannot let anybody read, by %j', async (header) => {
    for (const [strategy, key] of [
      ['chunks', (id: string) => chunkKey(id, 1)],
      ['single', fileKey],
    ] as const) {
      const [chunk] = randomChunks(SIZE, SIZE);
      const file = await createFile(api.caller(), { size: SIZE, strategy });
      const [signed] = chunk ? await chunkUrls(api.caller(), file.id, [chunk]) : [];
      const sent = await put(signed, chunk?.body ?? Buffer.of(), header);
      if (sent.status !== 200) await put(signed, chunk?.body ?? Buffer.of());
      expect((await fetch(place(key(file.id)))).status).toBe(403);
    }
  });

  it('sends the type that is signed, and no other', async () => {
    const body = { size: SIZE, strategy: 'single', contentType: 'text/plain; charset=utf-8' };
    const file = await createFile(api.caller(), body);
    const [signed] = await unbound(api.caller(), file.id);
    expect(signed?.headers['content-type']).toBe('text/plain; charset=utf-8');
    const content = Buffer.alloc(SIZE);
    expect((await put(signed, content, { 'content-type': 'text/html' })).status).toBe(403);
    expect((await put(signed, content)).status).toBe(200);
  });
});

describe('an API on a store that lets too much through', () => {
  it('does not start, and says what cures it', async () => {
    const start = ApiUnderTest.start({
      S3_UPLOAD_ACCESS_KEY_ID: '',
      S3_UPLOAD_SECRET_ACCESS_KEY: '',
    });
    await expect(start).rejects.toThrow(/copy-source: [^\n]*\n[^\n]*S3_UPLOAD_ACCESS_KEY_ID/u);
  });

  it('starts where the operator has accepted it by name, and says so in its readiness', async () => {
    const api = await ApiUnderTest.start({
      S3_UPLOAD_ACCESS_KEY_ID: '',
      S3_UPLOAD_SECRET_ACCESS_KEY: '',
      WAYBILL_ACCEPTED_STORE_GAPS: 'copy-source',
    });
    const { status, body } = await api.caller().call<unknown>('GET', '/health/ready');
    await api.stop();
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain('WAYBILL_ACCEPTED_STORE_GAPS: copy-source');
  });
});
