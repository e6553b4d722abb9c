import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  completeFile,
  createFile,
  downloadFile,
  listChunks,
  randomChunks,
  sendChunks,
  StoreView,
  System,
  waitForStatus,
  waitUntil,
  type ApiCaller,
  type FileView,
  type TestChunk,
} from '@waybill/testing';

const CHUNK = 5 * 1024 * 1024;
const COUNT = 6;

describe('what a tenant has stored already', () => {
  let system: System;
  let store: StoreView;
  let api: ApiCaller;
  let chunks: TestChunk[];
  let original: FileView;

  beforeAll(async () => {
    system = await System.start();
    store = new StoreView(system.stack, system.bucket);
    api = system.caller();
    chunks = randomChunks(COUNT * CHUNK, CHUNK);
    const file = await declare(api, chunks);
    await sendChunks(api, file.id, chunks);
    await waitForStatus(api, file.id, 'uploaded');
    original = await completeFile(api, file.id);
  });
  afterAll(async () => {
    store?.close();
    await system?.stop();
  });

  function declare(caller: ApiCaller, list: readonly TestChunk[], more = {}): Promise<FileView> {
    return createFile(caller, {
      size: list.reduce((sum, { body }) => sum + body.length, 0),
      chunkSize: CHUNK,
      chunks: list.map(({ sha256, md5 }) => ({ sha256, md5 })),
      ...more,
    });
  }

  async function content(file: FileView): Promise<Buffer> {
    return Buffer.from(await (await downloadFile(api, file.id)).arrayBuffer());
  }

  it('is not sent again: the same file is uploaded at once', async () => {
    const again = await declare(api, chunks);
    expect(again).toMatchObject({
      status: 'uploaded',
      uploadedChunks: COUNT,
      reusedChunks: COUNT,
    });
    for (const chunk of await listChunks(api, again.id)) {
      expect(chunk).toMatchObject({ status: 'uploaded', verification: 'reused' });
    }
    expect(await store.keys(`uploads/${again.id}/`)).toEqual([]);
    const completed = await completeFile(api, again.id);
    expect(completed.fingerprint).toBe(original.fingerprint);
    expect((await content(again)).equals(Buffer.concat(chunks.map(({ body }) => body)))).toBe(true);
  });

  it('is not sent again where the digests come with the call for URLs', async () => {
    const file = await createFile(api, { size: COUNT * CHUNK, chunkSize: CHUNK });
    const answer = await api.call<{ urls: unknown[]; reused: number[] }>(
      'POST',
      `/v1/files/${file.id}/chunks/urls`,
      { chunks: chunks.map(({ number, sha256, md5 }) => ({ number, sha256, md5 })) },
    );
    expect(answer.body).toEqual({ urls: [], reused: chunks.map(({ number }) => number) });
    await waitForStatus(api, file.id, 'uploaded');
  });

  it('leaves only what has changed to be sent', async () => {
    const [fresh] = randomChunks(CHUNK, CHUNK);
    if (!fresh) throw new Error('no chunk');
    const changed = chunks.map((chunk) => (chunk.number === 3 ? { ...fresh, number: 3 } : chunk));
    const file = await declare(api, changed);
    expect(file).toMatchObject({ status: 'uploading', uploadedChunks: COUNT - 1 });
    await sendChunks(
      api,
      file.id,
      changed.filter(({ number }) => number === 3),
    );
    await waitForStatus(api, file.id, 'uploaded');
    await completeFile(api, file.id);
    expect((await content(file)).equals(Buffer.concat(changed.map(({ body }) => body)))).toBe(true);
  });

  it('is nothing to another tenant', async () => {
    const other = system.caller(await system.tenantKey('other'));
    const file = await declare(other, chunks);
    expect(file).toMatchObject({ status: 'pending', uploadedChunks: 0, reusedChunks: 0 });
  });

  it('completes by itself where autoComplete asks for it, with nothing sent at all', async () => {
    const file = await declare(api, chunks, { autoComplete: true });
    await waitForStatus(api, file.id, 'completed');
  });

  it('goes back to pending when its source is gone before it was copied', async () => {
    const own = randomChunks(2 * CHUNK, CHUNK);
    const source = await declare(api, own);
    await sendChunks(api, source.id, own);
    await waitForStatus(api, source.id, 'uploaded');
    await completeFile(api, source.id);
    const file = await declare(api, own);
    expect(file.status).toBe('uploaded');
    await api.call('DELETE', `/v1/files/${source.id}`);
    await waitUntil('the source to be gone', async () => {
      return (await store.keys(`files/${source.id}`)).length === 0;
    });
    await api.call('POST', `/v1/files/${file.id}/complete`);
    await waitForStatus(api, file.id, 'uploading');
    const journal = await api.call<{ items: { type: string }[] }>(
      'GET',
      `/v1/files/${file.id}/journal`,
    );
    expect(journal.body.items.map(({ type }) => type)).toContain('chunk.lost');
    const missing = await waitUntil('the chunks to be missing', async () => {
      const list = await listChunks(api, file.id, '?status=pending');
      return list.length > 0 && list;
    });
    await sendChunks(
      api,
      file.id,
      own.filter(({ number }) => missing.some((chunk) => chunk.number === number)),
    );
    await waitUntil('the file to be completed in the end', async () => {
      const answer = await api.call<FileView>('POST', `/v1/files/${file.id}/complete`, undefined, {
        prefer: 'wait=10',
      });
      if (answer.status === 200) return true;
      const list = await listChunks(api, file.id, '?status=pending');
      if (list.length > 0) {
        await sendChunks(
          api,
          file.id,
          own.filter(({ number }) => list.some((chunk) => chunk.number === number)),
        );
      }
      return false;
    });
    expect((await content(file)).equals(Buffer.concat(own.map(({ body }) => body)))).toBe(true);
  });
});
