import { describe, expect, it } from '@jest/globals';
import {
  type Chunk,
  type ChunkDigests,
  chunkKey,
  compositeFingerprint,
  type File,
  fileKey,
  type LostChunk,
  multipartEtag,
  SourceMissingError,
  UploadMissingError,
} from '@waybill/domain';
import { createFakeObjectStore, type FakeObjectStore } from '@waybill/storage/testing';
import { createTransferStrategies, type TransferPorts } from '@waybill/transfer';
import { CrashPoint, died } from '@waybill/transfer/testing';
import { createHash } from 'node:crypto';
import { OneFileRepository } from '../../testing/memory-file.js';
import { createMetricsRegistry } from '@waybill/observability';
import { AssembleFile } from './assemble-file.js';
import { Metrics } from '../../platform/metrics.js';
import type { AssembleFilePorts } from './assembly-ports.js';

const MIB = 1024 * 1024;
const fileId = '0198c0de-0000-7000-8000-000000000001';
const key = fileKey(fileId);
const hash = (algorithm: string, body: Buffer) => createHash(algorithm).update(body).digest('hex');

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

/** The chunks of a file, some of them reused. */
class Chunks {
  constructor(public chunks: readonly Chunk[]) {}

  async all(): Promise<readonly Chunk[]> {
    return this.chunks;
  }

  async resetLostChunks(_: string, lost: readonly LostChunk[]): Promise<readonly number[]> {
    const numbers = lost.map(({ number }) => number);
    const back = this.chunks.filter((chunk) => numbers.includes(chunk.number));
    this.chunks = this.chunks.map((chunk) =>
      back.includes(chunk) ? { ...chunk, status: 'pending', source: undefined } : chunk,
    );
    return back.map(({ number }) => number);
  }

  async rememberDigests(
    _: string,
    { number, etag, sha256 }: ChunkDigests & { readonly etag: string },
  ): Promise<void> {
    this.chunks = this.chunks.map((chunk) =>
      chunk.number === number && chunk.etag === etag
        ? { ...chunk, sha256: chunk.sha256 ?? sha256 }
        : chunk,
    );
  }

  change(number: number, change: Partial<Chunk>): void {
    this.chunks = this.chunks.map((chunk) =>
      chunk.number === number ? { ...chunk, ...change } : chunk,
    );
  }

  /** As if nobody had ever declared what this chunk is. */
  forgetDigest(number: number): void {
    this.change(number, { sha256: undefined });
  }
}

interface World {
  readonly files: OneFileRepository;
  readonly chunks: Chunks;
  readonly store: FakeObjectStore;
  readonly bodies: readonly Buffer[];
  copied: number;
}

function world(sizes = [5 * MIB, 5 * MIB, 7], overrides: Partial<File> = {}): World {
  const store = createFakeObjectStore();
  const bodies = sizes.map((size, index) => Buffer.alloc(size, index + 1));
  const chunks = bodies.map((body, index): Chunk => {
    const etag = hash('md5', body);
    store.bucket.objects.set(chunkKey(fileId, index + 1), { body, etag, headers: {} });
    return {
      fileId,
      number: index + 1,
      offset: index * 5 * MIB,
      size: body.length,
      status: 'uploaded',
      etag,
      sha256: hash('sha256', body),
    };
  });
  const size = sizes.reduce((sum, one) => sum + one, 0);
  const file: File = {
    id: fileId,
    tenantId: '0198c0de-0000-7000-8000-000000000002',
    name: 'film.mp4',
    size,
    contentType: 'video/mp4',
    status: 'completing',
    strategy: 'chunks',
    chunkSize: 5 * MIB,
    chunkCount: sizes.length,
    uploadedChunks: sizes.length,
    uploadedBytes: size,
    reusedChunks: 0,
    autoComplete: false,
    metadata: {},
    bucket: 'fake',
    unboundUrls: false,
    createdAt: new Date(),
    updatedAt: new Date(),
    ...overrides,
  };
  return {
    store,
    bodies,
    files: new OneFileRepository(file),
    chunks: new Chunks(chunks),
    copied: 0,
  };
}

/** @param wrap what the ports of the strategies are on their way there */
function portsOf(
  { files, chunks, store }: World,
  wrap: (ports: TransferPorts) => TransferPorts = (ports) => ports,
): AssembleFilePorts {
  const strategies = createTransferStrategies(wrap({ ...store, files }), { copyConcurrency: 2 });
  return { files, chunks, strategies, hasher: store.hasher, remover: store.remover };
}

function assembler(made: World, ports: AssembleFilePorts = portsOf(made)): AssembleFile {
  const metrics = new Metrics(createMetricsRegistry());
  metrics.partsCopied.inc = () => void (made.copied += 1);
  return new AssembleFile(ports, { bucket: 'fake', prefix: '' }, metrics);
}

function expectCompleted({ files, store, bodies, chunks }: World): void {
  const object = store.bucket.objects.get(key);
  expect(Buffer.concat(bodies).equals(object?.body ?? Buffer.alloc(0))).toBe(true);
  expect(store.bucket.uploads.size).toBe(0);
  expect(files.file).toMatchObject({
    status: 'completed',
    location: {
      bucket: 'fake',
      key,
      etag: multipartEtag(chunks.chunks.map(({ etag = '' }) => etag)),
    },
    fingerprint: compositeFingerprint(chunks.chunks.map(({ sha256 = '' }) => sha256)),
  });
  expect(files.history).toEqual(['completed']);
}

describe('AssembleFile', () => {
  it('makes the final object from the verified chunks, in order', async () => {
    const made = world();
    const progress: number[] = [];
    const run = { progress: ({ parts }: { parts: number }) => void progress.push(parts) };
    expect(await assembler(made).execute(fileId, run)).toBe('completed');
    expectCompleted(made);
    expect(progress).toEqual([0, 1, 2, 3]);
  });

  it('makes an empty file too', async () => {
    const made = world([0]);
    expect(await assembler(made).execute(fileId)).toBe('completed');
    expectCompleted(made);
  });

  it.each(['uploaded', 'completed', 'failed', 'aborted', 'deleted'] as const)(
    'leaves a file alone that is %s',
    async (status) => {
      const made = world(undefined, { status });
      expect(await assembler(made).execute(fileId)).toBe('skipped');
      expect(made.store.bucket.uploads.size).toBe(0);
      expect(made.files.file.status).toBe(status);
    },
  );

  describe.each(['before', 'after'] as const)('killed %s a call', (when) => {
    it('is finished by another worker, whichever call it was', async () => {
      let points = 0;
      for (let at = 1; ; at += 1) {
        const made = world();
        const point = new CrashPoint(at, when);
        const { files, chunks } = point.aroundAll(portsOf(made));
        const { strategies } = portsOf(made, (ports) => point.aroundAll(ports));
        const ports = { ...portsOf(made), files, chunks, strategies };
        if (!(await died(assembler(made, ports).execute(fileId)))) break;
        points += 1;
        const before = made.copied;
        const outcome = await assembler(made).execute(fileId);
        // The row may say `completed` already: the crash came right after that.
        expect(['completed', 'skipped']).toContain(outcome);
        expectCompleted(made);
        expect(made.copied - before).toBeLessThanOrEqual(3);
      }
      expect(points).toBeGreaterThanOrEqual(12);
    });
  });

  it('copies only what an earlier worker has not', async () => {
    const made = world();
    const uploadId = await made.store.uploads.create(key, { contentType: 'x/y', name: 'x' });
    const [first] = made.chunks.chunks;
    await made.store.uploads.copyPart({
      key,
      uploadId,
      number: 1,
      size: first?.size ?? 0,
      sourceKey: chunkKey(fileId, 1),
      sourceEtag: first?.etag ?? '',
    });
    expect(await assembler(made).execute(fileId)).toBe('completed');
    expect(made.copied).toBe(2);
    expectCompleted(made);
  });

  it('uses one upload when workers race, and leaves no other behind', async () => {
    const made = world();
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => assembler(made).execute(fileId)),
    );
    expect(outcomes.filter((outcome) => outcome === 'completed')).toHaveLength(1);
    expectCompleted(made);
  });

  it('starts again when the upload has vanished and there is no object', async () => {
    const made = world(undefined, { uploadId: 'gone' });
    expect(await assembler(made).execute(fileId)).toBe('completed');
    expectCompleted(made);
  });

  it('does not believe a missing upload where another object lies under the key', async () => {
    const made = world(undefined, { uploadId: 'gone' });
    const body = Buffer.from('something else');
    made.store.bucket.objects.set(key, { body, etag: hash('md5', body), headers: {} });
    expect(await assembler(made).execute(fileId)).toBe('completed');
    expectCompleted(made);
  });

  it('gives up an attempt in which the store loses one upload after another', async () => {
    const made = world();
    const ports = portsOf(made, (transfer) => ({
      ...transfer,
      uploads: new Proxy(transfer.uploads, {
        get: (target, name) =>
          name === 'complete'
            ? () => Promise.reject(new UploadMissingError(key, 'x'))
            : (Reflect.get(target, name, target) as () => unknown).bind(target),
      }),
    }));
    await expect(assembler(made, ports).execute(fileId)).rejects.toThrow(
      /lost the multipart upload/u,
    );
    expect(made.files.file.status).toBe('completing');
  });

  const statuses = ({ chunks }: World) => chunks.chunks.map(({ status }) => status);

  it('puts back every chunk that is gone, at once', async () => {
    const made = world();
    for (const number of [1, 3]) made.store.bucket.objects.delete(chunkKey(fileId, number));
    expect(await assembler(made).execute(fileId)).toBe('put_back');
    expect(statuses(made)).toEqual(['pending', 'uploaded', 'pending']);
    expect(made.files.history).toEqual([]);
  });

  it('puts a single object back that is gone', async () => {
    const made = world([7], { strategy: 'single' });
    expect(await assembler(made).execute(fileId)).toBe('put_back');
    expect(statuses(made)).toEqual(['pending']);
  });

  it('puts back the parts that are in no upload any more', async () => {
    const made = world(undefined, { strategy: 'multipart', uploadId: 'aborted behind us' });
    expect(await assembler(made).execute(fileId)).toBe('put_back');
    expect(statuses(made)).toEqual(['pending', 'pending', 'pending']);
    expect(made.store.bucket.uploads.has(made.files.file.uploadId ?? '')).toBe(true);
  });

  it('tries again when the chunk is there at the second look', async () => {
    const made = world();
    const ports = portsOf(made, (transfer) => ({
      ...transfer,
      uploads: new Proxy(transfer.uploads, {
        get: (target, name) =>
          name === 'copyPart'
            ? () => Promise.reject(new SourceMissingError(chunkKey(fileId, 2)))
            : (Reflect.get(target, name, target) as () => unknown).bind(target),
      }),
    }));
    await expect(assembler(made, ports).execute(fileId)).rejects.toThrow(SourceMissingError);
    expect(statuses(made)).toEqual(['uploaded', 'uploaded', 'uploaded']);
    expect(made.files.file.status).toBe('completing');
  });

  it('puts a chunk back that is another one now than was declared', async () => {
    const made = world();
    made.store.bucket.put(chunkKey(fileId, 2), Buffer.alloc(5 * MIB, 99));
    expect(await assembler(made).execute(fileId)).toBe('put_back');
    expect(statuses(made)).toEqual(['uploaded', 'pending', 'uploaded']);
  });

  it('fails the file when a chunk is another one now and nobody knows which is right', async () => {
    const made = world();
    made.chunks.forgetDigest(2);
    made.store.bucket.put(chunkKey(fileId, 2), Buffer.alloc(5 * MIB, 99));
    expect(await assembler(made).execute(fileId)).toBe('failed');
    expect(made.files.file).toMatchObject({
      status: 'failed',
      failure: { code: 'source_missing', detail: expect.stringContaining('chunk 2') },
    });
  });

  it('fails the file when a chunk was swapped after it was verified', async () => {
    const made = world();
    made.store.bucket.put(chunkKey(fileId, 1), Buffer.alloc(5 * MIB, 99));
    // A store that compares nothing, and copies what is there.
    const ports = portsOf(made, (transfer) => ({
      ...transfer,
      uploads: new Proxy(transfer.uploads, {
        get: (target, name) =>
          name === 'copyPart'
            ? (copy: Parameters<typeof target.copyPart>[0]) => {
                const { expectedEtag: _, ...rest } = copy;
                const sourceEtag = made.store.bucket.objects.get(copy.sourceKey)?.etag ?? '';
                return target.copyPart({ ...rest, sourceEtag });
              }
            : (Reflect.get(target, name, target) as () => unknown).bind(target),
      }),
    }));
    expect(await assembler(made, ports).execute(fileId)).toBe('failed');
    expect(made.files.file.failure).toMatchObject({
      code: 'chunk_changed',
      detail: expect.stringContaining('Chunk 1'),
    });
    expect(made.store.bucket.objects.has(key)).toBe(false);
  });

  it('removes a finished object that is not what the rows say', async () => {
    const made = world();
    const ports = portsOf(made, (transfer) => ({
      ...transfer,
      reader: {
        head: async (which: string) => {
          const head = await transfer.reader.head(which);
          return head && { ...head, etag: `${'0'.repeat(32)}-3` };
        },
      },
    }));
    expect(await assembler(made, ports).execute(fileId)).toBe('failed');
    expect(made.files.file.failure?.code).toBe('object_mismatch');
    expect(made.store.bucket.objects.has(key)).toBe(false);
  });

  it('fails the file when a chunk is not verified', async () => {
    const made = world();
    made.chunks.chunks = made.chunks.chunks.slice(0, 2);
    expect(await assembler(made).execute(fileId)).toBe('failed');
    expect(made.files.file.failure?.code).toBe('chunks_missing');
  });

  it('can be completed again after it failed', async () => {
    const made = world();
    await assembler(made).giveUp(fileId, new Error('The store does not answer; try again.'));
    expect(made.files.file.failure).toEqual({
      code: 'assembly_failed',
      detail: 'The store does not answer; try again.',
    });
    await made.files.change({ fileId }, () => ({ status: 'completing' }));
    made.files.history.length = 0;
    expect(await assembler(made).execute(fileId)).toBe('completed');
    expectCompleted(made);
    expect(made.files.file.failure).toBeUndefined();
  });

  it('keeps the upload of a file that failed: it holds what the client has sent', async () => {
    const made = world(undefined, { uploadId: 'theirs' });
    await assembler(made).giveUp(fileId, new Error('The store does not answer; try again.'));
    expect(made.files.file).toMatchObject({ status: 'failed', uploadId: 'theirs' });
  });

  it('does not undo what happened while it slept', async () => {
    const made = world();
    const ports = portsOf(made);
    const chunks = new Proxy(ports.chunks, {
      get: (target, name) =>
        name === 'all'
          ? async () => {
              // Another worker finishes, the client deletes the file, everything is cleaned up.
              made.files.file = { ...made.files.file, status: 'deleted' };
              made.store.bucket.objects.clear();
              return target.all(fileId);
            }
          : (Reflect.get(target, name, target) as () => unknown),
    });
    expect(await assembler(made, { ...ports, chunks }).execute(fileId)).toBe('skipped');
    expect(made.files.file.status).toBe('deleted');
    expect(made.store.bucket.uploads.size).toBe(0);
  });

  it('ends between two calls to the store when it must', async () => {
    const made = world();
    const signal = AbortSignal.abort(new Error('the process ends'));
    await expect(assembler(made).execute(fileId, { signal })).rejects.toThrow('the process ends');
    expect(made.copied).toBe(0);
    expect(made.files.file.status).toBe('completing');
  });
});

describe('AssembleFile with reused chunks', () => {
  const sourceKey = fileKey('0198c0de-0000-7000-8000-00000000000f');

  /** Chunks 1 and 2 were taken over from another file's final object, which is larger. */
  function reused(): World {
    const made = world();
    const whole = made.store.bucket.put(sourceKey, Buffer.concat(made.bodies));
    for (const number of [1, 2]) {
      made.store.bucket.objects.delete(chunkKey(fileId, number));
      made.chunks.change(number, {
        verification: 'reused',
        source: { key: sourceKey, etag: whole.etag, offset: (number - 1) * 5 * MIB, whole: false },
      });
    }
    return made;
  }

  it('copies them from where they lie', async () => {
    const made = reused();
    expect(await assembler(made).execute(fileId)).toBe('completed');
    expectCompleted(made);
  });

  it('puts back all that came from a source that is gone', async () => {
    const made = reused();
    made.store.bucket.objects.delete(sourceKey);
    expect(await assembler(made).execute(fileId)).toBe('put_back');
    expect(made.chunks.chunks.map(({ status }) => status)).toEqual([
      'pending',
      'pending',
      'uploaded',
    ]);
    expect(made.files.history).toEqual([]);
  });

  it('tries again when somebody else has put them back', async () => {
    const made = reused();
    made.store.bucket.objects.delete(sourceKey);
    const chunks = new Chunks(made.chunks.chunks);
    chunks.resetLostChunks = () => Promise.resolve([]);
    const ports = { ...portsOf(made), chunks };
    await expect(assembler(made, ports).execute(fileId)).rejects.toThrow(SourceMissingError);
    expect(made.files.file.status).toBe('completing');
  });
});

describe('AssembleFile with a declared fingerprint', () => {
  const declaredFor = ({ bodies }: World) =>
    compositeFingerprint(bodies.map((body) => hash('sha256', body)));

  function declared(overrides: Partial<File> = {}, sizes?: number[]): World {
    const made = world(sizes, overrides);
    made.files.file = { ...made.files.file, declaredFingerprint: declaredFor(made) };
    return made;
  }

  it('completes the file that it is', async () => {
    const made = declared();
    expect(await assembler(made).execute(fileId)).toBe('completed');
    expectCompleted(made);
  });

  it('fails another file before anything is published', async () => {
    const made = declared();
    made.chunks.change(2, { sha256: '0'.repeat(64) });
    expect(await assembler(made).execute(fileId)).toBe('failed');
    expect(made.files.file.failure).toMatchObject({
      code: 'fingerprint_mismatch',
      detail: expect.stringContaining(declaredFor(made)),
    });
    expect(made.copied).toBe(0);
    expect(made.store.bucket.uploads.size).toBe(0);
    expect(made.store.bucket.objects.has(key)).toBe(false);
  });

  it('reads back what nobody has declared, and remembers it', async () => {
    const made = declared();
    made.chunks.forgetDigest(2);
    expect(await assembler(made).execute(fileId)).toBe('completed');
    expectCompleted(made);
    expect(made.chunks.chunks[1]?.sha256).toBe(hash('sha256', made.bodies[1] ?? Buffer.of()));
  });

  it('reads nothing back where no fingerprint was declared', async () => {
    const made = world();
    made.chunks.forgetDigest(2);
    const hasher = { hash: () => Promise.reject(new Error('It was read.')) };
    const ports = { ...portsOf(made), hasher };
    expect(await assembler(made, ports).execute(fileId)).toBe('completed');
    expect(made.files.file.fingerprint).toBeUndefined();
  });

  it.each([
    ['gone', 'put_back', undefined],
    ['another one now', 'failed', 'chunk_changed'],
  ])('publishes nothing when what it reads back is %s', async (what, outcome, code) => {
    const made = declared();
    made.chunks.forgetDigest(2);
    if (what === 'gone') made.store.bucket.objects.delete(chunkKey(fileId, 2));
    else made.store.bucket.put(chunkKey(fileId, 2), Buffer.alloc(5 * MIB, 99));
    expect(await assembler(made).execute(fileId)).toBe(outcome);
    expect(made.files.file.failure?.code).toBe(code);
    if (code) expect(made.files.file.failure?.detail).toMatch(/chunk 2/iu);
    expect(made.store.bucket.objects.has(key)).toBe(false);
  });

  it('says so where it cannot read back before it publishes', async () => {
    const made = declared({ strategy: 'multipart' });
    made.chunks.forgetDigest(2);
    expect(await assembler(made).execute(fileId)).toBe('failed');
    expect(made.files.file.failure).toMatchObject({
      code: 'fingerprint_unverifiable',
      detail: expect.stringContaining('chunk 2'),
    });
  });

  it.each([
    ['it is', 1, 'completed'],
    ['it is not', 2, 'failed'],
  ] as const)('reads a single object back: %s', async (_, content, outcome) => {
    const made = declared({ strategy: 'single' }, [1000]);
    const { etag } = made.store.bucket.put(key, Buffer.alloc(1000, content));
    made.chunks.change(1, { etag });
    made.chunks.forgetDigest(1);
    expect(await assembler(made).execute(fileId)).toBe(outcome);
    expect(made.store.bucket.objects.has(key)).toBe(outcome === 'completed');
    if (outcome === 'failed') expect(made.files.file.failure?.code).toBe('fingerprint_mismatch');
  });

  it('leaves it to the strategy to say which chunks are missing', async () => {
    const made = declared();
    made.chunks.change(2, { status: 'pending' });
    expect(await assembler(made).execute(fileId)).toBe('failed');
    expect(made.files.file.failure?.code).toBe('chunks_missing');
  });
});
