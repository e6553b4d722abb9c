import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WaybillClient } from '../client.js';
import { nodePlatform } from '../node/node-platform.js';
import { webPlatform } from '../platform.js';
import { blobSource, bytesSource } from '../source/blob-source.js';
import type { UploadSource } from '../source/source.js';
import { content, md5, type FakeFile } from '../testing/fake-files.js';
import { answer, problem, storeProblem } from '../testing/fake-routes.js';
import { FakeWaybill } from '../testing/fake-waybill.js';
import type { UploadOptions, UploadProgress, UploadStart } from './options.js';

const PUTS = /^\/store/u;
const hurry: UploadOptions = {
  chunkRetry: { minTimeout: 1, maxTimeout: 5 },
  pollEvery: 50,
};

describe.each([
  ['web', webPlatform()],
  ['node', nodePlatform()],
])('upload (%s)', (_, platform) => {
  let fake: FakeWaybill;
  let client: WaybillClient;
  const bytes = randomBytes(10_100);
  const source = bytesSource('a.bin', bytes);

  beforeEach(async () => {
    fake = await FakeWaybill.start();
    client = new WaybillClient({
      url: fake.url,
      apiKey: 'key',
      platform,
      retry: { minTimeout: 1, maxTimeout: 5 },
    });
  });
  afterEach(() => fake.close());

  const only = (): FakeFile => {
    const [file] = fake.files.values();
    if (!file) throw new Error('no file');
    return file;
  };

  it('takes a Blob as it is', async () => {
    await client.upload(new Blob([bytes], { type: 'text/plain' }), hurry);
    expect(content(only()).equals(bytes)).toBe(true);
    expect(only().body).toMatchObject({ name: 'blob', contentType: 'text/plain' });
  });

  it('sends every byte once, several chunks at once, and has the file completed', async () => {
    const told: UploadProgress[] = [];
    const result = await client.upload(source, {
      ...hurry,
      metadata: { project: 'x' },
      onProgress: (progress) => told.push(progress),
    });
    expect(result).toMatchObject({ chunksSent: 10, chunksThere: 0, bytesSent: bytes.length });
    expect(result.file).toMatchObject({ status: 'completed', fingerprint: result.fingerprint });
    expect(content(only()).equals(bytes)).toBe(true);
    expect(only().chunks.every((chunk) => chunk.verification === 'storage')).toBe(true);
    expect(fake.count('PUT')).toBe(10);
    expect(fake.count('POST /v1/files/')).toBeLessThan(12);
    expect(told.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['preparing', 'sending', 'completing', 'completed']),
    );
    expect(told.at(-1)).toMatchObject({ bytesSent: bytes.length, chunksVerified: 10 });
  });

  it('uploads an empty file, and a Blob', async () => {
    const empty = await client.upload(bytesSource('empty', new Uint8Array(0)), hurry);
    expect(empty).toMatchObject({ chunksSent: 1, bytesSent: 0 });
    const blob = new Blob([bytes], { type: 'text/plain' });
    const result = await client.upload(blobSource(blob, { name: 'b' }), hurry);
    expect(result.file).toMatchObject({ name: 'b', contentType: 'text/plain' });
  });

  it('outlasts 503, resets and URLs that expire', async () => {
    fake.fault({
      method: 'PUT',
      path: PUTS,
      times: 2,
      act: (exchange) => storeProblem(exchange, 503, 'SlowDown'),
    });
    fake.fault({
      method: 'PUT',
      path: PUTS,
      times: 2,
      act: ({ response }) => response.destroy(),
    });
    fake.fault({
      method: 'PUT',
      path: PUTS,
      times: 2,
      act: (exchange) => storeProblem(exchange, 403, 'AccessDenied'),
    });
    await client.upload(source, hurry);
    expect(content(only()).equals(bytes)).toBe(true);
    expect(fake.count('PUT')).toBe(16);
  });

  const withoutMd5: UploadSource = {
    ...source,
    digest: (offset, length) => {
      const chunk = bytes.subarray(offset, offset + length);
      return Promise.resolve({ sha256: createHash('sha256').update(chunk).digest('hex') });
    },
  };

  it.each([
    ['both digests', source],
    ['SHA-256 alone', withoutMd5],
  ])('takes 412 for sent: the first answer was lost (%s)', async (_name, source) => {
    fake.fault({
      method: 'PUT',
      path: PUTS,
      act: ({ fake, response, url, body }) => {
        const number = Number(url.pathname.split('/').at(-1));
        fake.files.get(url.pathname.split('/')[2] ?? '')?.stored.set(number, body);
        response.destroy();
      },
    });
    const result = await client.upload(source, { ...hurry, confirmAfter: 100 });
    expect(result.chunksSent).toBe(10);
    expect(content(only()).equals(bytes)).toBe(true);
    // Its event was lost too, so that this one chunk had to be confirmed.
    const confirmed = only().chunks.filter((chunk) => chunk.verification === 'client');
    expect(confirmed).toHaveLength(1);
  });

  it('confirms its chunks when the store’s events stay out', async () => {
    fake.storeEvents = false;
    await client.upload(source, { ...hurry, confirmAfter: 60 });
    expect(only().chunks.every((chunk) => chunk.verification === 'client')).toBe(true);
  });

  it('asks for the state when the event stream is silent', async () => {
    fake.streamEvents = false;
    await client.upload(source, { ...hurry, confirmAfter: Infinity });
    expect(fake.requests.filter((request) => request.endsWith('/confirm'))).toHaveLength(0);
  });

  it('does without the event stream', async () => {
    fake.fault({
      method: 'GET',
      path: /events$/u,
      times: 1_000,
      act: (exchange) => problem(exchange, 403, 'forbidden', 'No.'),
    });
    await client.upload(source, hurry);
    expect(only().body.status).toBe('completed');
  });

  it('sends a chunk again that the server finds corrupt', async () => {
    fake.fault({
      method: 'PUT',
      path: /\/3$/u,
      act: ({ fake, response, url }) => {
        const file = fake.files.get(url.pathname.split('/')[2] ?? '');
        response.end();
        setTimeout(() => file && fake.tell(file, 'chunk.corrupt', { number: 3 }), 20);
      },
    });
    await client.upload(source, hurry);
    expect(content(only()).equals(bytes)).toBe(true);
  });

  it('sends again what completion finds missing', async () => {
    fake.fault({
      method: 'POST',
      path: /complete$/u,
      act: (exchange) => {
        const file = only();
        const [chunk] = file.chunks;
        if (chunk) chunk.status = 'pending';
        file.body.uploadedChunks -= 1;
        file.stored.delete(1);
        problem(exchange, 409, 'chunks_missing', '1 chunks are not there yet.');
      },
    });
    const result = await client.upload(source, hurry);
    expect(result.chunksSent).toBe(11);
  });

  it('finds out that the store acknowledged other bytes', async () => {
    fake.strict = false;
    fake.fault({
      method: 'PUT',
      path: /\/2$/u,
      act: ({ response }) => response.setHeader('etag', `"${'0'.repeat(32)}"`).end(),
    });
    await client.upload(source, hurry);
    expect(fake.count('PUT')).toBe(11);
    expect(content(only()).equals(bytes)).toBe(true);
  });

  it('gives up on what the store refuses for good', async () => {
    fake.fault({
      method: 'PUT',
      path: PUTS,
      times: 100,
      act: (exchange) => storeProblem(exchange, 403, 'InvalidAccessKeyId'),
    });
    await expect(client.upload(source, hurry)).rejects.toMatchObject({
      code: 'store_rejected',
      extensions: { storeCode: 'InvalidAccessKeyId' },
    });
  });

  it('stops when it is told to, and resumes with only what is missing', async () => {
    const controller = new AbortController();
    let start: UploadStart | undefined;
    const first = client.upload(source, {
      ...hurry,
      concurrency: 1,
      signal: controller.signal,
      onStart: (told) => {
        start = told;
      },
      onProgress: ({ chunksVerified }) => {
        if (chunksVerified === 4) controller.abort(new Error('enough'));
      },
    });
    await expect(first).rejects.toThrow('enough');
    const there = only().chunks.filter((chunk) => chunk.status === 'uploaded').length;
    expect(there).toBeGreaterThanOrEqual(4);
    expect(there).toBeLessThan(10);
    const second = await client.upload(source, { ...hurry, resume: start?.file.id });
    // What had left before the end may have come after it.
    expect(second.chunksThere).toBeGreaterThanOrEqual(there);
    expect(second.chunksThere).toBeLessThan(10);
    expect(second).toMatchObject({ resumed: true, chunksSent: 10 - second.chunksThere });
    expect(fake.files.size).toBe(1);
  });

  it('does not mix two files in one upload', async () => {
    const controller = new AbortController();
    const first = client.upload(source, {
      ...hurry,
      signal: controller.signal,
      onProgress: ({ chunksVerified }) => {
        if (chunksVerified === 4) controller.abort();
      },
    });
    await expect(first).rejects.toThrow();
    const resume = only().body.id;
    const longer = bytesSource('a.bin', randomBytes(20_000));
    const other = bytesSource('a.bin', randomBytes(bytes.length));
    for (const wrong of [longer, other]) {
      await expect(client.upload(wrong, { ...hurry, resume })).rejects.toMatchObject({
        code: 'source_differs',
      });
    }
    await client.deleteFile(resume);
    await expect(client.upload(source, { ...hurry, resume })).rejects.toMatchObject({
      code: 'file_aborted',
    });
  });

  it('does not complete a source that was altered meanwhile', async () => {
    const altered = { ...source, changed: () => Promise.resolve(true) };
    await expect(client.upload(altered, hurry)).rejects.toMatchObject({ code: 'source_changed' });
    expect(only().body.status).toBe('uploaded');
  });

  it('ends when somebody else aborts the file', async () => {
    fake.storeEvents = false;
    const upload = client.upload(source, {
      ...hurry,
      onProgress: ({ chunksSent, chunksTotal }) => {
        if (chunksSent === chunksTotal && chunksTotal > 0) only().body.status = 'aborted';
      },
    });
    await expect(upload).rejects.toMatchObject({ code: 'file_aborted' });
  });

  it('declares every chunk and the fingerprint beforehand when it is asked to', async () => {
    await client.upload(source, { ...hurry, declare: true, chunkSize: 2048 });
    expect(only().chunks).toHaveLength(5);
    expect(content(only()).equals(bytes)).toBe(true);
  });

  it('takes the chunks as they were cut, and goes on with them', async () => {
    const cuts = [3_000, 1_500, 4_000, 1_600];
    const first = client.upload(source, {
      ...hurry,
      concurrency: 1,
      cuts: ({ size }) => (size === bytes.length ? cuts : []),
      onProgress: ({ chunksVerified }) => {
        if (chunksVerified === 2) throw new Error('enough');
      },
    });
    await expect(first).rejects.toThrow('enough');
    expect(only().chunks.map(({ size }) => size)).toEqual(cuts);
    await client.upload(source, { ...hurry, resume: only().body.id });
    expect(content(only()).equals(bytes)).toBe(true);
  });

  it('declares a fingerprint that the caller knows, and sees when it is another', async () => {
    const { fingerprint } = await client.upload(source, hurry);
    fake.files.clear();
    await client.upload(source, { ...hurry, fingerprint });
    expect(only().body).toMatchObject({ status: 'completed', fingerprint });
    const wrong = client.upload(source, { ...hurry, fingerprint: `${'0'.repeat(64)}-10` });
    await expect(wrong).rejects.toMatchObject({ code: 'source_differs' });
  });

  it.each([true, false])(
    'confirms the parts of a multipart upload, for which S3 sends no event (stream %s)',
    async (stream) => {
      fake.streamEvents = stream;
      await client.upload(source, { ...hurry, strategy: 'multipart' });
      expect(only().chunks.every((chunk) => chunk.verification === 'client')).toBe(true);
      const puts = fake.requests.flatMap((line, at) => (line.startsWith('PUT') ? [at] : []));
      const first = fake.requests.findIndex((line) => line.endsWith('/confirm'));
      expect(first).toBeLessThan(puts.at(-1) ?? 0);
      const reports = fake.requests.filter((line) => line.endsWith('/chunks/confirm'));
      expect(reports.length).toBeGreaterThan(1);
      expect(reports.length).toBeLessThan(10);
    },
  );

  it('sends a single object, which completes by itself', async () => {
    const result = await client.upload(source, { ...hurry, strategy: 'single' });
    expect(result).toMatchObject({ chunksSent: 1, file: { status: 'completed' } });
    expect(fake.count('PUT')).toBe(1);
    fake.storeEvents = false;
    fake.files.clear();
    await client.upload(source, { ...hurry, strategy: 'single', confirmAfter: 50 });
    expect(only().body.status).toBe('completed');
  });

  it('sends again what the store has lost before it was assembled', async () => {
    fake.fault({
      method: 'POST',
      path: /complete$/u,
      act: (exchange) => {
        fake.lose(only(), [3, 4]);
        answer(exchange, 202, only().body);
      },
    });
    const result = await client.upload(source, hurry);
    expect(result).toMatchObject({ chunksSent: 12, file: { status: 'completed' } });
    expect(content(only()).equals(bytes)).toBe(true);
  });

  describe('with chunks that the tenant has stored already', () => {
    beforeEach(async () => {
      await client.upload(source, hurry);
      fake.reuses = true;
      fake.requests.length = 0;
    });
    const second = (): FakeFile => {
      const file = [...fake.files.values()].at(-1);
      if (!file) throw new Error('no file');
      return file;
    };

    it('sends nothing, in few calls', async () => {
      const told: UploadProgress[] = [];
      const result = await client.upload(source, {
        ...hurry,
        onProgress: (progress) => told.push(progress),
      });
      expect(result).toMatchObject({ chunksSent: 0, bytesSent: 0, chunksReused: 10 });
      expect(result.bytesReused).toBe(bytes.length);
      expect(told.at(-1)).toMatchObject({ bytesSent: 0, bytesReused: bytes.length });
      expect(fake.count('PUT')).toBe(0);
      expect(fake.requests.filter((line) => line.endsWith('/urls')).length).toBeLessThan(5);
    });

    it('sends only what is new', async () => {
      const altered = Buffer.from(bytes);
      altered[2_500] = (altered[2_500] ?? 0) ^ 1;
      const longer = Buffer.concat([altered.subarray(0, 9 * 1024), randomBytes(3_000)]);
      const result = await client.upload(bytesSource('b.bin', longer), hurry);
      expect(result).toMatchObject({ chunksReused: 8, chunksSent: 4 });
      expect(result.bytesSent + result.bytesReused).toBe(longer.length);
      expect(content(second()).equals(longer)).toBe(true);
    });

    it('sends what the server has to put back', async () => {
      fake.fault({
        method: 'POST',
        path: /complete$/u,
        act: (exchange) => {
          fake.reuses = false;
          fake.lose(second(), [3, 4]);
          answer(exchange, 202, second().body);
        },
      });
      const result = await client.upload(source, hurry);
      expect(result).toMatchObject({ chunksSent: 2, chunksReused: 8 });
      expect(content(second()).equals(bytes)).toBe(true);
    });

    it('hears of a loss while it still sends', async () => {
      const longer = Buffer.concat([bytes, randomBytes(9_000)]);
      fake.fault({
        method: 'PUT',
        path: PUTS,
        act: (exchange) => {
          fake.reuses = false;
          fake.lose(second(), [1]);
          storeProblem(exchange, 503, 'SlowDown');
        },
      });
      const result = await client.upload(bytesSource('b.bin', longer), hurry);
      expect(result.chunksReused).toBeLessThan(10);
      expect(content(second()).equals(longer)).toBe(true);
    });
  });

  it('sends a corrupt chunk again, up to the limit of the server', async () => {
    let times = 2;
    const corrupt = () =>
      fake.fault({
        method: 'PUT',
        path: /\/3$/u,
        act: ({ response, body }) => {
          fake.corrupt(only(), 3);
          times -= 1;
          if (times > 0) corrupt();
          response.setHeader('etag', `"${md5(body)}"`).end();
        },
      });
    corrupt();
    await client.upload(source, hurry);
    expect(content(only()).equals(bytes)).toBe(true);
    fake.files.clear();
    times = Infinity;
    corrupt();
    await expect(client.upload(source, hurry)).rejects.toMatchObject({
      code: 'file_failed',
      extensions: { failure: { code: 'chunk_corrupt' } },
    });
    expect(only().rejections.get(3)).toBe(3);
  });
});
