import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bytesSource } from '../source/blob-source.js';
import { webPlatform, type UploadPlatform } from '../platform.js';
import { chunkContent } from '../source/chunk-content.js';
import { withSource } from '../source/uploadable.js';
import { defaultPlatform } from './default-platform.js';
import { fileSource } from './file-source.js';
import { HashPool } from './hash-pool.js';
import { httpPut } from './http-put.js';

const { signal } = new AbortController();

describe('fileSource', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waybill-client-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads at offsets, and notices what becomes of the file', async () => {
    const path = join(folder, 'a file.txt');
    await writeFile(path, 'hello world');
    const source = await fileSource(path);
    expect(source).toMatchObject({ name: 'a file.txt', size: 11 });
    expect(Buffer.from(await source.read(6, 5)).toString()).toBe('world');
    expect(await source.changed?.()).toBe(false);
    await truncate(path, 3);
    expect(await source.changed?.()).toBe(true);
    await expect(source.read(0, 11)).rejects.toMatchObject({ code: 'source_changed' });
    await source.close();
  });

  it('reads pieces into buffers that it uses again, and whole again for another reader', async () => {
    const path = join(folder, 'a');
    const bytes = randomBytes(3_500_000);
    await writeFile(path, bytes);
    const source = await fileSource(path);
    const all = async (offset: number, length: number) => {
      const copies: Buffer[] = [];
      const memory = new Set<ArrayBufferLike>();
      for await (const piece of source.pieces?.(offset, length) ?? []) {
        copies.push(Buffer.from(piece));
        memory.add(piece.buffer);
      }
      return { bytes: Buffer.concat(copies), memory };
    };
    const whole = await all(0, bytes.length);
    expect(whole.bytes.equals(bytes)).toBe(true);
    expect(whole.memory.size).toBe(1);
    const second = await all(1_500_000, 2_000_000);
    expect(second.bytes.equals(bytes.subarray(1_500_000))).toBe(true);
    expect(second.memory).toEqual(whole.memory);
    // Two readers at once never share one.
    const [one, other] = await Promise.all([all(0, 2_000_000), all(1_000_000, 2_000_000)]);
    expect(one.bytes.equals(bytes.subarray(0, 2_000_000))).toBe(true);
    expect(other.bytes.equals(bytes.subarray(1_000_000, 3_000_000))).toBe(true);
    await truncate(path, 10);
    await expect(all(0, 11)).rejects.toMatchObject({ code: 'source_changed' });
    await source.close();
  });

  it('is what a path is for an upload in Node; a page has no paths', async () => {
    const path = join(folder, 'a.txt');
    await writeFile(path, 'hello');
    const read = (platform: UploadPlatform) =>
      withSource(path, platform, async (source) => ({
        name: source.name,
        text: Buffer.from(await source.read(0, 5)).toString(),
      }));
    expect(await read(defaultPlatform())).toEqual({ name: 'a.txt', text: 'hello' });
    await expect(read(webPlatform())).rejects.toMatchObject({ code: 'source_unusable' });
  });

  it('takes no folder', async () => {
    await expect(fileSource(folder)).rejects.toMatchObject({ code: 'source_unusable' });
  });
});

describe('HashPool', () => {
  it('hashes in threads of its own, and leaves what it cannot to its caller', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waybill-client-'));
    const path = join(folder, 'a');
    const bytes = randomBytes(3_000_000);
    await writeFile(path, bytes);
    const file = await open(path);
    const pool = new HashPool(file.fd);
    const offsets = [0, 500_000, 1_500_000, 2_999_999];
    const found = await Promise.all(offsets.map((at) => pool.digest(at, bytes.length - at)));
    const hex = (at: number) => createHash('sha256').update(bytes.subarray(at)).digest('hex');
    expect(found).toEqual(offsets.map((at) => ({ sha256: hex(at) })));
    expect(await pool.digest(0, 0)).toEqual({ sha256: createHash('sha256').digest('hex') });
    const controller = new AbortController();
    const stopped = pool.digest(0, bytes.length, controller.signal);
    controller.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    expect(await pool.digest(1, bytes.length)).toBeUndefined();
    await pool.close();
    expect(await pool.digest(0, 1)).toBeUndefined();
    await file.close();
    await rm(folder, { recursive: true });
  });

  it('closes before the process ends, also where a thread has just answered', async () => {
    // The answer lies there, unread, when the thread is told to end; nothing else keeps the process.
    const script = `
      import { open } from 'node:fs/promises';
      const { HashPool } = await import(${JSON.stringify(new URL('./hash-pool.ts', import.meta.url).href)});
      const { fd } = await open(${JSON.stringify(fileURLToPath(import.meta.url))});
      const pool = new HashPool(fd);
      await pool.digest(0, 100);
      void pool.digest(0, 100);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      await pool.close();
      console.log('closed');`;
    for (let time = 0; time < 3; time++) {
      const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      expect(stdout).toBe('closed\n');
    }
    // Three processes of their own, which a busy machine starts slowly.
  }, 60_000);
});

describe('httpPut', () => {
  let server: Server;
  let url: string;
  const listen = (handler: Parameters<typeof createServer>[1]) =>
    new Promise<void>((resolve) => {
      server = createServer(handler as never).listen(0, '127.0.0.1', () => {
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/chunk`;
        resolve();
      });
    });
  const put = async (bytes: Uint8Array, onBytes?: (bytes: number) => void, end = signal) =>
    httpPut()({
      url,
      headers: {},
      content: await chunkContent(
        bytesSource('a', bytes),
        { offset: 0, size: bytes.length },
        signal,
      ),
      signal: end,
      onBytes,
    });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('sends the length and every byte, and tells of them as they leave', async () => {
    let received = 0;
    let length: string | undefined;
    await listen((request, response) => {
      length = request.headers['content-length'];
      request.on('data', (part: Buffer) => (received += part.length));
      request.on('end', () => response.setHeader('etag', '"abc"').end());
    });
    const told: number[] = [];
    const answer = await put(new Uint8Array(2_500_000), (bytes) => told.push(bytes));
    expect(answer).toMatchObject({ status: 200, etag: 'abc', encrypted: false });
    expect([received, length]).toEqual([2_500_000, '2500000']);
    expect(told).toEqual([1_048_576, 1_048_576, 402_848]);
    expect(await put(new Uint8Array(0))).toMatchObject({ status: 200 });
    expect(length).toBe('0');
  });

  it('hears a refusal that comes before all is sent', async () => {
    await listen((_, response) => {
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    });
    const answer = await put(new Uint8Array(30_000_000));
    expect(answer).toMatchObject({ status: 403, storeCode: 'AccessDenied' });
  });

  it('tells a broken connection from the end of the caller’s patience', async () => {
    await listen((request) => request.socket.destroy());
    await expect(put(new Uint8Array(10))).rejects.toMatchObject({ code: 'connection_failed' });
    server.closeAllConnections();
    server.close();
    await listen(() => undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(put(new Uint8Array(10), undefined, controller.signal)).rejects.toThrow('enough');
  });
});
