import type { ChunkVerdictV1 } from '@waybill/contracts';
import { describe, expect, it } from '@jest/globals';
import {
  type ArrivalBatch,
  type ArrivalResult,
  type Chunk,
  chunkKey,
  type DeclaredDigests,
  type File,
  type FileStatus,
  fileKey,
  type StoreProfile,
} from '@waybill/domain';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import { createFakeObjectStore } from '@waybill/storage/testing';
import { createTransferStrategies } from '@waybill/transfer';
import { createHash } from 'node:crypto';
import { AnnounceChunks } from '../announce-chunks.js';
import { Metrics } from '../../platform/metrics.js';
import { CrashPoint } from '@waybill/transfer/testing';
import { OneFileChunks, OneFileRepository } from '../../testing/memory-file.js';
import { RecordingPublisher } from '../../testing/recorders.js';
import { VerifyChunk } from './verify-chunk.js';

const fileId = '0198c0de-0000-7000-8000-000000000001';
const right = Buffer.from('0123456789');
const wrong = Buffer.from('012345678x');
const hex = (algorithm: string, body: Buffer) => createHash(algorithm).update(body).digest('hex');

class TellingChunks extends OneFileChunks {
  /** What a client declares before the next arrival is recorded. */
  declares: DeclaredDigests | undefined;

  override async recordArrivals(batch: ArrivalBatch): Promise<readonly ArrivalResult[]> {
    const results = await super.recordArrivals(batch);
    const { declares } = this;
    if (declares) {
      this.declares = undefined;
      this.chunks = this.chunks.map((chunk) => ({ ...chunk, ...declares }));
      return results.map((result) => ({ ...result, outcome: 'unjudged' }));
    }
    this.chunks = this.chunks.map((chunk) => ({ ...chunk, status: 'uploaded' as const }));
    return results.map((result) => ({ ...result, tenantId: 't' }));
  }
}

function world(
  options: {
    profile?: StoreProfile;
    declared?: Partial<Chunk>;
    status?: FileStatus;
    strategy?: string;
  } = {},
) {
  const { profile = 'none', status = 'uploading', strategy = 'chunks' } = options;
  const { declared = { sha256: hex('sha256', right) } } = options;
  const store = createFakeObjectStore({ profile });
  const files = new OneFileRepository({ id: fileId, status, strategy, chunkCount: 1 } as File);
  const chunk = { fileId, number: 1, offset: 0, size: right.length, status: 'pending' } as const;
  const chunks = new TellingChunks([{ ...chunk, ...declared }], strategy);
  const publisher = new RecordingPublisher();
  const registry = createMetricsRegistry();
  const metrics = new Metrics(registry);
  const logger = createLogger('test', 'silent');
  let verdict: ChunkVerdictV1 | undefined;
  const run = (crash?: CrashPoint, body = right) => {
    const guard = <Port extends object>(port: Port): Port => crash?.around(port) ?? port;
    const verify = new VerifyChunk(
      {
        files: guard(files),
        chunks: guard(chunks),
        strategies: createTransferStrategies({
          ...store,
          reader: guard(store.reader),
          remover: guard(store.remover),
          files,
        }),
        hasher: guard(store.hasher),
        announce: new AnnounceChunks(publisher, logger),
      },
      { profile },
      metrics,
    );
    const note = guard({
      remember: (now: ChunkVerdictV1) => Promise.resolve(void (verdict = now)),
    });
    const task = { fileId, number: 1, size: body.length, etag: hex('md5', body) };
    return verify.execute(
      { ...task, verification: 'storage' },
      { verdict, remember: (now) => note.remember(now) },
    );
  };
  const put = (body: Buffer) =>
    store.bucket.put(strategy === 'single' ? fileKey(fileId) : chunkKey(fileId, 1), body);
  const forget = () => (verdict = undefined);
  /** Over all labels. */
  const counted = async (name: string) => {
    const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] };
    return values.reduce((sum, { value }) => sum + value, 0);
  };
  return { store, files, chunks, publisher, run, put, forget, counted };
}

describe('VerifyChunk', () => {
  it.each(['chunks', 'single'] as const)(
    'believes the right bytes of a %s file',
    async (strategy) => {
      const made = world({ strategy });
      const { etag } = made.put(right);
      expect(await made.run()).toBe('applied');
      expect(made.publisher.chunks).toEqual([
        { fileId, tenantId: 't', number: 1, etag, size: right.length },
      ]);
      expect(await made.counted('waybill_read_back_bytes_total')).toBe(right.length);
      expect(await made.run()).toBe('known');
    },
  );

  it.each([
    ['wrong_sha256', { sha256: hex('sha256', right) }],
    ['wrong_md5', { md5: hex('md5', right) }],
  ])('refuses wrong bytes: %s', async (reason, declared) => {
    const made = world({ declared });
    const { etag } = made.put(wrong);
    expect(await made.run()).toBe('refused');
    expect(made.store.bucket.objects.size).toBe(0);
    expect(made.chunks.rejections).toMatchObject([{ fileId, number: 1, reason, etag }]);
    expect(made.chunks.rejections[0]?.detail).toMatch(/The declared \w+ is [0-9a-f]+, that of/u);
    expect(await made.counted('waybill_chunks_corrupt_total')).toBe(1);
    made.forget();
    expect(await made.run()).toBe('gone');
    made.put(right);
    expect(await made.run()).toBe('applied');
  });

  it('reads nothing where the ETag tells', async () => {
    const made = world({ declared: { md5: hex('md5', right), sha256: hex('sha256', right) } });
    made.put(wrong);
    expect(await made.run()).toBe('refused');
    expect(await made.counted('waybill_read_back_bytes_total')).toBe(0);
  });

  it('fails the file at the third time in a row', async () => {
    const made = world();
    for (const outcome of ['refused', 'refused', 'file_failed']) {
      made.put(wrong);
      made.forget();
      expect(await made.run()).toBe(outcome);
    }
  });

  it('looks at what is there now, whatever it was told', async () => {
    const made = world({ declared: { md5: hex('md5', right) } });
    made.put(right);
    expect(await made.run(undefined, wrong)).toBe('applied');
  });

  it.each([
    ['another MD5', wrong],
    ['another size', Buffer.from('too long for it')],
  ])('refuses nothing for an event that says %s of what is not there', async (_, body) => {
    const made = world({ declared: { md5: hex('md5', right) } });
    expect(await made.run(undefined, body)).toBe('gone');
    expect(made.chunks.rejections).toEqual([]);
  });

  it('judges once more, by what is declared by then', async () => {
    const made = world({ declared: {} });
    made.put(wrong);
    // Declared between the judgement and its record, which says so.
    made.chunks.declares = { sha256: hex('sha256', right) };
    expect(await made.run()).toBe('refused');
    expect(made.chunks.rejections).toMatchObject([{ reason: 'wrong_sha256' }]);
    made.put(right);
    made.forget();
    expect(await made.run()).toBe('applied');
  });

  it.each([
    ['aborted', 'chunks', 0],
    ['expired', 'single', 0],
  ] as const)('removes what came for a file that is %s', async (status, strategy, left) => {
    const made = world({ status, strategy });
    made.put(right);
    expect(await made.run()).toBe('late');
    expect(made.store.bucket.objects.size).toBe(left);
  });

  it('removes no object of a file that was completed while it looked', async () => {
    // The row was read before the arrival that completed the file, the file after it.
    const made = world({ strategy: 'single', status: 'completed' });
    made.put(right);
    expect(await made.run()).toBe('known');
    expect(made.store.bucket.objects.size).toBe(1);
  });

  it('refuses a part that cannot be removed once, however often it is found', async () => {
    const made = world({ strategy: 'multipart', declared: { md5: hex('md5', right) } });
    const uploadId = await made.store.uploads.create(fileKey(fileId), {
      contentType: 'a/b',
      name: 'x',
    });
    made.files.file = { ...made.files.file, uploadId };
    const part = made.store.bucket.uploads.get(uploadId)?.parts;
    part?.set(1, { body: wrong, etag: hex('md5', wrong), headers: {} });
    expect(await made.run()).toBe('refused');
    made.forget();
    expect(await made.run()).toBe('known');
    part?.set(1, { body: right, etag: hex('md5', right), headers: {} });
    expect(await made.run()).toBe('applied');
  });

  it('heals wherever a run dies: told once, and never a right object removed', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; ; at += 1) {
        const made = world();
        made.put(wrong);
        const crash = new CrashPoint(at, when);
        await made.run(crash).catch(() => undefined);
        if (!crash.hit) break;
        await made.run();
        expect([at, when, made.chunks.rejections.length]).toEqual([at, when, 1]);
        expect(made.store.bucket.objects.size).toBe(0);
        // What the client has sent again meanwhile is right, and stays.
        made.put(right);
        await made.run();
        expect(made.chunks.chunks[0]?.status).toBe('uploaded');
        expect(made.store.bucket.objects.size).toBe(1);
      }
    }
  });
});
