import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  chunkUrls,
  completeFile,
  createFile,
  cut,
  downloadFile,
  EventStream,
  getFile,
  listChunks,
  putSigned,
  randomChunks,
  sendChunks,
  System,
  waitForStatus,
  waitUntil,
} from '@waybill/testing';

const MIB = 1024 * 1024;
const CHUNK = 5 * MIB;

describe('the reference flow on real servers', () => {
  let system: System;

  beforeAll(async () => {
    system = await System.start();
  });
  afterAll(() => system?.stop());

  it.each([
    ['0 bytes', 0, 1],
    ['1 byte', 1, 1],
    ['exactly one chunk', CHUNK, 1],
    ['one chunk and a byte', CHUNK + 1, 2],
    ['three chunks', 3 * CHUNK, 3],
  ])('takes a file of %s', async (_, size, chunkCount) => {
    const api = system.caller();
    const chunks = randomChunks(size, CHUNK);
    const file = await createFile(api, { size, chunkSize: CHUNK });
    expect(file).toMatchObject({ status: 'pending', chunkCount, uploadedChunks: 0 });

    await sendChunks(api, file.id, chunks);
    const uploaded = await waitForStatus(api, file.id, 'uploaded');
    expect(uploaded).toMatchObject({ uploadedChunks: chunkCount, uploadedBytes: size });
    for (const chunk of await listChunks(api, file.id)) {
      expect(chunk).toMatchObject({
        status: 'uploaded',
        verification: 'storage',
        etag: chunks[chunk.number - 1]?.md5,
      });
    }

    const completed = await completeFile(api, file.id);
    const digests = chunks.map(({ sha256 }) => Buffer.from(sha256, 'hex'));
    expect(completed).toMatchObject({
      status: 'completed',
      location: { bucket: system.bucket, key: `files/${file.id}` },
      fingerprint: `${createHash('sha256').update(Buffer.concat(digests)).digest('hex')}-${chunkCount}`,
    });

    const response = await downloadFile(api, file.id);
    const content = Buffer.from(await response.arrayBuffer());
    expect(content.equals(Buffer.concat(chunks.map(({ body }) => body)))).toBe(true);
    // Asked again, completion answers the same.
    expect(await completeFile(api, file.id)).toEqual(await getFile(api, file.id));
  });

  it('plans 10,000 chunks in one request', async () => {
    const api = system.caller();
    const file = await createFile(api, { size: 10_000 * CHUNK, chunkSize: CHUNK });
    expect(file.chunkCount).toBe(10_000);
    const last = await api.call<{ items: unknown[] }>(
      'GET',
      `/v1/files/${file.id}/chunks?limit=1000`,
    );
    expect(last.body.items).toHaveLength(1_000);
    const signed = await api.call<{ urls: unknown[] }>('POST', `/v1/files/${file.id}/chunks/urls`, {
      range: '9001-10000',
    });
    expect(signed.body.urls).toHaveLength(1_000);
  });

  it('completes by itself where autoComplete asks for it, and tells whoever listens', async () => {
    const api = system.caller();
    const chunks = randomChunks(CHUNK + 10, CHUNK);
    const file = await createFile(api, { size: CHUNK + 10, chunkSize: CHUNK, autoComplete: true });
    const stream = await EventStream.open(`${api.url}/v1/files/${file.id}/events`, {
      authorization: `Bearer ${system.apiKey}`,
    });
    await sendChunks(api, file.id, chunks);
    await waitForStatus(api, file.id, 'completed');
    await waitUntil('the last event', () =>
      Promise.resolve(stream.types.includes('file.completed')),
    );
    stream.close();
    const states = stream.types.filter((type) =>
      /^file\.(uploading|uploaded|completing|completed)$/u.test(type),
    );
    expect(states).toEqual([
      'file.uploading',
      'file.uploaded',
      'file.completing',
      'file.completed',
    ]);
    expect(stream.types.filter((type) => type === 'chunk.uploaded')).toHaveLength(2);

    // Whoever comes back with the id of the first event gets the rest once more, and nothing else.
    const seen = stream.events.find(({ event }) => event === 'file.uploading');
    const again = await EventStream.open(`${api.url}/v1/files/${file.id}/events`, {
      authorization: `Bearer ${system.apiKey}`,
      'last-event-id': seen?.id ?? '',
    });
    await waitUntil('the replay', () => Promise.resolve(again.types.includes('file.completed')));
    again.close();
    expect(
      again.types.filter((type) => type.startsWith('file.') && type !== 'file.snapshot'),
    ).toEqual(['file.uploaded', 'file.completing', 'file.completed']);
  });

  it('has the store itself refuse other bytes, another length, and a second time', async () => {
    const api = system.caller();
    const [chunk] = randomChunks(1_000, CHUNK);
    if (!chunk) throw new Error('no chunk');
    const file = await createFile(api, { size: 1_000, chunkSize: CHUNK });
    const [signed] = await chunkUrls(api, file.id, [chunk]);
    if (!signed) throw new Error('no URL');

    const wrongByte = Buffer.from(chunk.body);
    wrongByte.writeUInt8(wrongByte.readUInt8(500) ^ 1, 500);
    expect((await putSigned(signed, wrongByte)).status).toBe(400);
    expect((await putSigned(signed, chunk.body.subarray(1))).status).toBe(403);
    expect((await putSigned(signed, Buffer.concat([chunk.body, Buffer.from('x')]))).status).toBe(
      403,
    );
    expect((await getFile(api, file.id)).uploadedChunks).toBe(0);

    expect((await putSigned(signed, chunk.body)).status).toBe(200);
    expect((await putSigned(signed, chunk.body)).status).toBe(412);
    await waitForStatus(api, file.id, 'uploaded');
  });

  it('knows after an interruption which chunks are missing, and takes just these', async () => {
    const api = system.caller();
    const chunks = randomChunks(4 * CHUNK, CHUNK);
    const file = await createFile(api, { size: 4 * CHUNK, chunkSize: CHUNK });
    await sendChunks(api, file.id, chunks.slice(0, 2));
    await waitUntil('two chunks', async () => (await getFile(api, file.id)).uploadedChunks === 2);

    const early = await api.call<{ code: string; missing: { count: number; numbers: number[] } }>(
      'POST',
      `/v1/files/${file.id}/complete`,
    );
    expect(early.status).toBe(409);
    expect(early.body).toMatchObject({
      code: 'chunks_missing',
      missing: { count: 2, numbers: [3, 4] },
    });

    const missing = await listChunks(api, file.id, '?status=pending');
    expect(missing.map(({ number }) => number)).toEqual([3, 4]);
    await sendChunks(api, file.id, chunks.slice(2));
    await waitForStatus(api, file.id, 'uploaded');
    expect((await completeFile(api, file.id)).status).toBe('completed');
  });

  it('gives the name back as it came, and never to another tenant', async () => {
    const api = system.caller();
    const name = `he said "hi" – 🎉 ש\u200f.txt`;
    const chunks = cut(Buffer.from('hello'), CHUNK);
    const file = await createFile(api, { name, size: 5, contentType: 'text/plain' });
    await sendChunks(api, file.id, chunks);
    await waitForStatus(api, file.id, 'uploaded');
    await completeFile(api, file.id);
    const response = await downloadFile(api, file.id);
    expect(await response.text()).toBe('hello');
    const disposition = response.headers.get('content-disposition') ?? '';
    expect(disposition).toContain(`filename*=UTF-8''he%20said%20%22hi%22`);

    const other = system.caller(await system.tenantKey('other'));
    const foreign = await other.call<{ code: string }>('GET', `/v1/files/${file.id}`);
    expect(foreign).toMatchObject({ status: 404, body: { code: 'file_not_found' } });
    const mine = await other.call<{ items: unknown[] }>('GET', '/v1/files');
    expect(mine.body.items).toEqual([]);
  });

  it('removes what is aborted or deleted, in the store too', async () => {
    const api = system.caller();
    const chunks = cut(Buffer.from('goodbye'), CHUNK);
    const file = await createFile(api, { size: 7 });
    await sendChunks(api, file.id, chunks);
    await waitForStatus(api, file.id, 'uploaded');
    await completeFile(api, file.id);
    const { body } = await api.call<{ url: string }>('GET', `/v1/files/${file.id}/download`);
    expect((await api.call('DELETE', `/v1/files/${file.id}`)).status).toBe(204);
    await waitUntil('the object to be gone', async () => (await fetch(body.url)).status === 404);
    expect((await getFile(api, file.id)).status).toBe('deleted');
    const late = await api.call<{ code: string }>('GET', `/v1/files/${file.id}/download`);
    expect(late).toMatchObject({ status: 409, body: { code: 'file_deleted' } });
  });
});
