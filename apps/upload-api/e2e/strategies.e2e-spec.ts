import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  chunkUrls,
  completeFile,
  createFile,
  cut,
  downloadFile,
  getFile,
  listChunks,
  putSigned,
  randomChunks,
  StoreView,
  System,
  waitForStatus,
  waitUntil,
  type ApiCaller,
  type FileView,
  type TestChunk,
} from '@waybill/testing';

const CHUNK = 5 * 1024 * 1024;

const CASES = [
  { strategy: 'chunks', verification: 'storage', size: 2 * CHUNK + 9 },
  { strategy: 'chunks', verification: 'client', size: 2 * CHUNK + 9 },
  { strategy: 'chunks', verification: 'reconciler', size: 2 * CHUNK + 9 },
  { strategy: 'multipart', verification: 'client', size: 2 * CHUNK + 9 },
  { strategy: 'multipart', verification: 'reconciler', size: 2 * CHUNK + 9 },
  { strategy: 'single', verification: 'storage', size: 9_999 },
  { strategy: 'single', verification: 'client', size: 9_999 },
] as const;

/** One suite of behaviours over every way of sending and of believing. */
describe.each(CASES)('$strategy, believed by $verification', ({ strategy, verification, size }) => {
  let system: System;
  let store: StoreView;
  let api: ApiCaller;

  beforeAll(async () => {
    system = await System.start({
      notifications: verification === 'storage' ? 'push' : 'off',
      // Where the client is to be believed, the reconciler must not come first.
      env:
        verification === 'reconciler'
          ? {
              WAYBILL_RECONCILE_QUIET_FOR: '1',
              WAYBILL_RECONCILE_INTERVAL: '1',
              WAYBILL_EXPIRY_INTERVAL: '1',
            }
          : { WAYBILL_RECONCILE_QUIET_FOR: '600', WAYBILL_EXPIRY_INTERVAL: '1' },
    });
    store = new StoreView(system.stack, system.bucket);
    api = system.caller();
  });
  afterAll(async () => {
    store?.close();
    await system?.stop();
  });

  const declare = (): Promise<FileView> =>
    createFile(api, { size, strategy, ...(strategy === 'single' ? {} : { chunkSize: CHUNK }) });

  /** Sends the chunks and, where no event comes, reports each. */
  async function send(file: FileView, chunks: readonly TestChunk[]): Promise<void> {
    const urls = await chunkUrls(api, file.id, chunks);
    for (const [index, chunk] of chunks.entries()) {
      const signed = urls[index];
      if (!signed) throw new Error('no URL');
      const put = await putSigned(signed, chunk.body);
      expect(put).toMatchObject({ status: 200 });
      if (verification === 'client') {
        const path = `/v1/files/${file.id}/chunks/${chunk.number}/confirm`;
        expect((await api.call('POST', path, { etag: put.etag })).status).toBe(200);
      }
    }
  }

  /** The last chunk of a `single` file completes it; the others wait to be completed. */
  const allThere = (file: FileView): Promise<FileView> =>
    waitForStatus(api, file.id, strategy === 'single' ? 'completed' : 'uploaded');

  async function expectSame(file: FileView, chunks: readonly TestChunk[]): Promise<void> {
    const content = Buffer.from(await (await downloadFile(api, file.id)).arrayBuffer());
    expect(content.equals(Buffer.concat(chunks.map(({ body }) => body)))).toBe(true);
  }

  async function expectNothingLeft(file: FileView): Promise<void> {
    await waitUntil('the store to be empty of it', async () => {
      const [chunkObjects, objects, uploads] = await Promise.all([
        store.keys(`uploads/${file.id}/`),
        store.keys(`files/${file.id}`),
        store.uploads(`files/${file.id}`),
      ]);
      return chunkObjects.length + objects.length + uploads.length === 0;
    });
  }

  it('create, send, verify, complete, download', async () => {
    const chunks = randomChunks(size, CHUNK);
    const file = await declare();
    expect(file).toMatchObject({ strategy, chunkCount: chunks.length });
    await send(file, chunks);
    await allThere(file);
    for (const chunk of await listChunks(api, file.id)) {
      expect(chunk).toMatchObject({ status: 'uploaded', verification });
    }
    const digest = createHash('sha256');
    for (const { sha256 } of chunks) digest.update(Buffer.from(sha256, 'hex'));
    expect(await completeFile(api, file.id)).toMatchObject({
      status: 'completed',
      fingerprint: `${digest.digest('hex')}-${chunks.length}`,
      location: { key: `files/${file.id}` },
    });
    await expectSame(file, chunks);
    await waitUntil('nothing else to be left', async () => {
      const keys = await store.keys(`uploads/${file.id}/`);
      return keys.length === 0 && (await store.uploads(`files/${file.id}`)).length === 0;
    });
  });

  it('refuses to believe what the store does not have', async () => {
    const file = await declare();
    const path = `/v1/files/${file.id}/chunks/1/confirm`;
    const answer = await api.call<{ code: string }>('POST', path, { etag: 'a'.repeat(32) });
    expect(answer).toMatchObject({ status: 409, body: { code: 'chunk_not_stored' } });
    expect(await getFile(api, file.id)).toEqual(file);
    const other = system.caller(await system.tenantKey('other'));
    const foreign = await other.call<{ code: string }>('POST', path, { etag: 'a'.repeat(32) });
    expect(foreign).toMatchObject({ status: 404, body: { code: 'file_not_found' } });
  });

  it('aborts, and leaves nothing in the store', async () => {
    const chunks = randomChunks(size, CHUNK);
    const file = await declare();
    const [first] = chunks;
    if (!first) throw new Error('no chunk');
    if (strategy === 'single') await chunkUrls(api, file.id, chunks);
    else await send(file, [first]);
    expect((await api.call('DELETE', `/v1/files/${file.id}`)).status).toBe(204);
    expect((await getFile(api, file.id)).status).toBe('aborted');
    await expectNothingLeft(file);
  });

  it('goes on after an interruption with what is missing', async () => {
    const chunks = randomChunks(size, CHUNK);
    const file = await declare();
    const sentFirst = chunks.slice(0, chunks.length - 1);
    if (sentFirst.length > 0) await send(file, sentFirst);
    const missing = await waitUntil('all but the last chunk', async () => {
      const list = await listChunks(api, file.id, '?status=pending');
      return list.length === 1 && list;
    });
    expect(missing.map(({ number }) => number)).toEqual([chunks.length]);
    await send(file, chunks.slice(-1));
    await allThere(file);
    expect((await completeFile(api, file.id)).status).toBe('completed');
    await expectSame(file, chunks);
  });

  it('has a corrupt chunk refused, and takes the right one afterwards', async () => {
    const chunks = randomChunks(size, CHUNK);
    const file = await declare();
    const [first] = chunks;
    if (!first) throw new Error('no chunk');
    const [signed] = await chunkUrls(api, file.id, [first]);
    if (!signed) throw new Error('no URL');
    const wrong = Buffer.from(first.body);
    wrong.writeUInt8(wrong.readUInt8(0) ^ 1, 0);
    expect((await putSigned(signed, wrong)).status).toBe(400);
    expect((await getFile(api, file.id)).uploadedChunks).toBe(0);
    await send(file, chunks);
    await allThere(file);
    expect((await completeFile(api, file.id)).status).toBe('completed');
    await expectSame(file, chunks);
  });

  it('expires when it is not finished in its time, and leaves nothing in the store', async () => {
    const chunks = randomChunks(size, CHUNK);
    const file = await declare();
    const [first] = chunks;
    if (!first) throw new Error('no chunk');
    if (strategy === 'single') await chunkUrls(api, file.id, chunks);
    else await send(file, [first]);
    await system.database.query('UPDATE files SET expires_at = now() WHERE id = $1', [file.id]);
    await waitForStatus(api, file.id, 'expired');
    const late = await api.call<{ code: string }>('POST', `/v1/files/${file.id}/chunks/urls`, {
      numbers: [1],
    });
    expect(late).toMatchObject({ status: 409, body: { code: 'file_expired' } });
    await expectNothingLeft(file);
  });

  it('fails a file that is not the one that was declared, and publishes nothing', async () => {
    const chunks = cut(Buffer.alloc(size, 7), CHUNK);
    const fingerprint = `${'0'.repeat(64)}-${chunks.length}`;
    const file = await createFile(api, {
      size,
      strategy,
      fingerprint,
      ...(strategy === 'single' ? {} : { chunkSize: CHUNK }),
    });
    await send(file, chunks);
    if (strategy !== 'single') {
      await waitForStatus(api, file.id, 'uploaded');
      await api.call('POST', `/v1/files/${file.id}/complete`);
    }
    const failed = await waitUntil('the failure', async () => {
      const now = await getFile(api, file.id);
      return now.status === 'failed' && now;
    });
    expect(failed.failure?.code).toBe('fingerprint_mismatch');
    expect(await store.keys(`files/${file.id}`)).toEqual([]);
  });
});
