import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LeftoverListBody } from '@waybill/contracts';
import { believe, fingerprint, putBack, type FakeFile } from './fake-files.js';
import { routes, type Exchange } from './fake-routes.js';

/** Takes the place of the next answers to what it matches. */
export interface FakeFault {
  readonly method: string;
  readonly path: RegExp;
  /** How many requests it meets; 1 when left out. */
  times?: number;
  readonly act: (exchange: Exchange) => void;
}

/**
 * API and store in one process, speaking just the contract, for the failures that a real one
 * cannot be made to show at will. It believes chunks as their bytes arrive, like a store's events.
 */
export class FakeWaybill {
  readonly files = new Map<string, FakeFile>();
  readonly idempotencyKeys = new Map<string, string>();
  readonly requests: string[] = [];
  readonly #faults: FakeFault[] = [];
  readonly #watchers = new Set<{ fileId: string; response: ServerResponse }>();
  /** Whether the store's events come. */
  storeEvents = true;
  /** Whether the event stream tells anything. */
  streamEvents = true;
  /** Whether chunk URLs bind the MD5, and PUTs are write-once. */
  strict = true;
  /** Whether chunks that are stored already, by their SHA-256, are taken from there. */
  reuses = false;
  leftovers: LeftoverListBody['items'] = [];
  readonly removedLeftovers: string[] = [];
  #server: Server | undefined;
  url = '';

  static async start(): Promise<FakeWaybill> {
    const fake = new FakeWaybill();
    fake.#server = createServer((request, response) => void fake.#serve(request, response));
    await new Promise<void>((resolve) => fake.#server?.listen(0, '127.0.0.1', resolve));
    fake.url = `http://127.0.0.1:${(fake.#server.address() as AddressInfo).port}`;
    return fake;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  fault(fault: FakeFault): void {
    this.#faults.push(fault);
  }

  clearFaults(): void {
    this.#faults.length = 0;
  }

  /** How many requests of this kind came, e.g. `PUT /store`. */
  count(start: string): number {
    return this.requests.filter((request) => request.startsWith(start)).length;
  }

  watch(fileId: string, response: ServerResponse): void {
    const watcher = { fileId, response };
    this.#watchers.add(watcher);
    response.on('close', () => this.#watchers.delete(watcher));
  }

  tell(file: FakeFile, type: string, data: Record<string, unknown>): void {
    const id = type !== 'chunk.uploaded' ? String(file.journal.length + 1) : undefined;
    if (id) file.journal.push({ id, type, at: new Date().toISOString(), data });
    if (!this.streamEvents) return;
    for (const { fileId, response } of this.#watchers) {
      if (fileId !== file.body.id) continue;
      response.write(`${id ? `id: ${id}\n` : ''}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  /** The store took a chunk: its event arrives, unless events stay out. */
  stored(file: FakeFile, number: number): void {
    if (!this.storeEvents || file.body.strategy === 'multipart') return;
    if (!believe(file, number, 'storage')) return;
    this.tell(file, 'chunk.uploaded', { number, etag: file.chunks[number - 1]?.etag });
    if (file.body.status === 'uploaded') this.tell(file, 'file.uploaded', {});
    if (file.body.strategy === 'single') this.complete(file);
  }

  complete(file: FakeFile): void {
    const { body } = file;
    if (body.status === 'completed') return;
    body.status = 'completed';
    body.fingerprint = fingerprint(file);
    body.location = { bucket: 'waybill', key: `uploads/${body.id}`, etag: 'etag' };
    body.completedAt = new Date().toISOString();
    this.tell(file, 'file.completed', {});
  }

  /** Takes a chunk from where it is stored already, if it is; answers whether. */
  reuse(file: FakeFile, number: number): boolean {
    const wanted = file.chunks[number - 1];
    if (!this.reuses || !wanted?.sha256) return false;
    for (const other of this.files.values()) {
      const same = other.chunks.find(
        ({ status, sha256, size }) =>
          status === 'uploaded' && sha256 === wanted.sha256 && size === wanted.size,
      );
      const bytes = same && other.stored.get(same.number);
      if (!bytes) continue;
      file.stored.set(number, bytes);
      return believe(file, number, 'reused');
    }
    return false;
  }

  /** Chunks, or the sources of reused ones, are gone from the store. */
  lose(file: FakeFile, numbers: readonly number[]): void {
    const lost = putBack(file, numbers);
    this.tell(file, 'chunk.lost', { numbers: lost, reason: 'source_missing' });
  }

  /** A chunk is not what was declared; the third time the file fails. */
  corrupt(file: FakeFile, number: number): void {
    const chunk = file.chunks[number - 1];
    const rejections = (file.rejections.get(number) ?? 0) + 1;
    file.rejections.set(number, rejections);
    file.stored.delete(number);
    if (chunk) chunk.status = 'corrupt';
    const detail = 'expected 1, found 2';
    this.tell(file, 'chunk.corrupt', { number, reason: 'wrong_sha256', detail, rejections });
    if (rejections < 3) return;
    file.body.status = 'failed';
    file.body.failure = { code: 'chunk_corrupt', detail: `Chunk ${number} was rejected 3 times.` };
    this.tell(file, 'file.failed', { failure: file.body.failure });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    } catch {
      return;
    }
    const url = new URL(request.url ?? '/', this.url);
    const exchange: Exchange = {
      fake: this,
      request,
      response,
      url,
      body: Buffer.concat(parts),
    };
    const line = `${request.method ?? ''} ${url.pathname}`;
    this.requests.push(line);
    const index = this.#faults.findIndex(
      (fault) => fault.method === request.method && fault.path.test(url.pathname),
    );
    const fault = this.#faults[index];
    if (fault) {
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times === 0) this.#faults.splice(index, 1);
      return fault.act(exchange);
    }
    routes(exchange);
  }
}
