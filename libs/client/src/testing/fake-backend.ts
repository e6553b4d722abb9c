import type { ServerResponse } from 'node:http';
import type { LeftoverListBody } from '@waybill/contracts';
import { believe, fingerprint, md5, putBack, type FakeFile } from './fake-files.js';

/** What the API and the store behind a {@link FakeWaybill} know, and what happens to it. */
export class FakeBackend {
  readonly files = new Map<string, FakeFile>();
  readonly idempotencyKeys = new Map<string, string>();
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
  url = '';

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

  /** A client reports a chunk; answers whether the store has it so. */
  confirm(file: FakeFile, number: number, etag: string): boolean {
    const bytes = file.stored.get(number);
    if (file.chunks[number - 1]?.status === 'corrupt') file.stored.delete(number);
    if (!bytes || md5(bytes) !== etag.replaceAll('"', '')) return false;
    if (believe(file, number, 'client')) this.tell(file, 'chunk.uploaded', { number, etag });
    return true;
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
}
