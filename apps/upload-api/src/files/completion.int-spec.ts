import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileBody } from '@waybill/contracts';
import type { File } from '@waybill/domain';
import { PgDriftRegister } from '@waybill/persistence';
import { putSigned, randomChunks, waitUntil, type ApiCaller } from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

const CHUNK = 5 * 1024 * 1024;

describe('from declaration to completion', () => {
  let api: ApiUnderTest;
  let caller: ApiCaller;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    caller = api.caller();
  });
  afterAll(() => api?.stop());

  async function uploadedFile(): Promise<FileBody> {
    const { body } = await caller.call<FileBody>('POST', '/v1/files', { name: 'a', size: 3 });
    await api.arrive(body.id, [{ number: 1, size: 3, etag: 'e' }]);
    return body;
  }

  const complete = (id: string, prefer?: string) =>
    caller.call<FileBody & { code?: string; failure?: { code: string } }>(
      'POST',
      `/v1/files/${id}/complete`,
      undefined,
      prefer === undefined ? {} : { prefer },
    );

  /** What the processor does when assembly is done. */
  async function assemble(id: string): Promise<void> {
    const location = { bucket: api.config.s3.bucket, key: `files/${id}`, etag: 'e-1' };
    await api.files.change({ fileId: id }, () => ({ status: 'completed', location }));
  }

  it('gives out no URL of a file that has drifted, and says so', async () => {
    const { id } = await uploadedFile();
    await complete(id);
    await assemble(id);
    const file = await api.files.find({ fileId: id });
    const register = new PgDriftRegister(api.database.source);
    await register.record(file as File, { reason: 'missing', detail: 'gone' });
    const shown = await caller.call<FileBody>('GET', `/v1/files/${id}`);
    expect(shown.body).toMatchObject({ status: 'completed', drift: { reason: 'missing' } });
    const refused = await caller.call<{ code: string }>('GET', `/v1/files/${id}/download`);
    expect([refused.status, refused.body.code]).toEqual([409, 'file_drifted']);
    await register.record(file as File, undefined);
    expect((await caller.call('GET', `/v1/files/${id}/download`)).status).toBe(200);
  });

  it('sends chunks to the real store, and believes a client that the store agrees with', async () => {
    const chunks = randomChunks(CHUNK + 7, CHUNK);
    const created = await caller.call<FileBody>('POST', '/v1/files', {
      name: 'b.bin',
      size: CHUNK + 7,
      chunkSize: CHUNK,
      metadata: { a: 'ü' },
      chunks: chunks.map(({ sha256, md5, body }) => ({ sha256, md5, size: body.length })),
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/v1/files/${created.body.id}`);
    expect(created.headers.get('cache-control')).toBe('no-store');
    expect(created.body).toMatchObject({ status: 'pending', chunkCount: 2, metadata: { a: 'ü' } });
    const file = `/v1/files/${created.body.id}`;

    const { body } = await caller.call<{
      urls: { number: number; method: string; url: string; headers: Record<string, string> }[];
    }>('POST', `${file}/chunks/urls`, { range: '1-2' });
    expect(body.urls.map(({ number, method }) => [number, method])).toEqual([
      [1, 'PUT'],
      [2, 'PUT'],
    ]);
    for (const [index, chunk] of chunks.entries()) {
      const signed = body.urls[index];
      if (!signed) throw new Error('no URL');
      const { status, etag } = await putSigned(signed, chunk.body);
      expect(status).toBe(200);
      const path = `${file}/chunks/${chunk.number}/confirm`;
      expect(await caller.call('POST', path, { etag: `"${etag}"` })).toMatchObject({
        status: 200,
        body: { number: chunk.number, status: 'uploaded', verification: 'client', etag },
      });
    }
    const digests = Buffer.concat(chunks.map(({ sha256 }) => Buffer.from(sha256, 'hex')));
    const fingerprint = `${createHash('sha256').update(digests).digest('hex')}-2`.toUpperCase();
    expect(await caller.call('POST', `${file}/complete`, { fingerprint })).toMatchObject({
      status: 202,
      body: { status: 'completing', uploadedChunks: 2, uploadedBytes: CHUNK + 7 },
    });
  });

  it('lists chunks, what is missing, and pages of both', async () => {
    const { body } = await caller.call<FileBody>('POST', '/v1/files', {
      name: 'many',
      size: 10 * CHUNK,
      chunkSize: CHUNK,
    });
    // A chunk of the wrong size is corrupt, and as missing as one that never came.
    await api.arrive(body.id, [
      { number: 2, size: CHUNK, etag: 'e' },
      { number: 5, size: 1, etag: 'e' },
    ]);
    const numbers: number[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const path = `/v1/files/${body.id}/chunks?status=pending&limit=4${cursor}`;
      const page = await caller.call<{
        items: { number: number; status: string }[];
        nextCursor?: string;
      }>('GET', path);
      numbers.push(...page.body.items.map(({ number }) => number));
      if (page.body.nextCursor === undefined) break;
      cursor = `&cursor=${page.body.nextCursor}`;
    }
    expect(numbers).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10]);
    const uploaded = await caller.call<{ items: { number: number }[] }>(
      'GET',
      `/v1/files/${body.id}/chunks?status=uploaded`,
    );
    expect(uploaded.body.items.map(({ number }) => number)).toEqual([2]);
  });

  it('answers 202 at once, 200 when completion came within the wait', async () => {
    const { id } = await uploadedFile();
    const first = await complete(id);
    expect([first.status, first.body.status]).toEqual([202, 'completing']);
    expect(first.headers.get('preference-applied')).toBeNull();
    const started = Date.now();
    const waiting = complete(id, 'respond-async, wait=30');
    setTimeout(() => void assemble(id).then(() => api.relay()), 300);
    const answer = await waiting;
    expect([answer.status, answer.body.status]).toEqual([200, 'completed']);
    expect(answer.headers.get('preference-applied')).toBe('wait=30');
    expect(Date.now() - started).toBeLessThan(10_000);
    expect((await complete(id)).status).toBe(200);
  });

  it('wakes even when the message is lost', async () => {
    const { id } = await uploadedFile();
    const waiting = complete(id, 'wait=30');
    setTimeout(() => void assemble(id).then(() => api.relayInSilence()), 300);
    expect((await waiting).status).toBe(200);
  });

  it('answers 202 when the wait is over, and waits 60 seconds at most', async () => {
    const { id } = await uploadedFile();
    const answer = await complete(id, 'wait=1');
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([202, 'wait=1']);
    await assemble(id);
    const clamped = await complete(id, 'wait=3600');
    expect(clamped.headers.get('preference-applied')).toBe('wait=60');
  });

  it('tells of a failure that happens during the wait, and completes again after it', async () => {
    const { id } = await uploadedFile();
    const waiting = complete(id, 'wait=30');
    await waitUntil('completing', async () => {
      const file = await api.files.find({ fileId: id });
      return file?.status === 'completing';
    });
    const failure = { code: 'assembly_failed', detail: 'The store lost a chunk.' };
    await api.files.change({ fileId: id }, () => ({ status: 'failed', failure }));
    await api.relay();
    const answer = await waiting;
    expect([answer.status, answer.body.code, answer.body.failure]).toEqual([
      409,
      'file_failed',
      failure,
    ]);
    expect((await complete(id)).status).toBe(202);
    expect((await api.files.find({ fileId: id }))?.failure).toBeUndefined();
  });

  it('aborts, deletes, and leads to the content', async () => {
    const { id } = await uploadedFile();
    await complete(id);
    await assemble(id);
    const content = await caller.call('GET', `/v1/files/${id}/content?disposition=inline`);
    expect(content.status).toBe(302);
    expect(content.headers.get('location')).toContain(`/files/${id}?`);
    const before = await caller.call<{ items: FileBody[] }>('GET', '/v1/files?status=completed');
    expect(before.body.items.map((file) => file.id)).toContain(id);
    expect((await caller.call('DELETE', `/v1/files/${id}`)).status).toBe(204);
    expect((await caller.call('DELETE', `/v1/files/${id}`)).status).toBe(204);
    const { body } = await caller.call<FileBody>('GET', `/v1/files/${id}`);
    expect(body.status).toBe('deleted');
    const journal = await caller.call<{ items: { type: string }[] }>(
      'GET',
      `/v1/files/${id}/journal`,
    );
    expect(journal.body.items.map(({ type }) => type)).toEqual([
      'file.created',
      'file.uploading',
      'file.uploaded',
      'file.completing',
      'file.completed',
      'file.deleted',
    ]);
  });

  it('lists files newest first, in pages, and only the own ones', async () => {
    const other = api.caller(api.otherTenantKey);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push(
        (await other.call<FileBody>('POST', '/v1/files', { name: `${n}`, size: 0 })).body.id,
      );
    }
    const first = await other.call<{ items: FileBody[]; nextCursor: string }>(
      'GET',
      '/v1/files?limit=3',
    );
    const next = await other.call<{ items: FileBody[]; nextCursor?: string }>(
      'GET',
      `/v1/files?limit=3&cursor=${first.body.nextCursor}`,
    );
    const seen = [...first.body.items, ...next.body.items].map(({ id }) => id);
    expect(seen).toEqual(ids.reverse());
    expect(next.body.nextCursor).toBeUndefined();
  });
});
