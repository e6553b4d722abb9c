import { describe, expect, it } from '@jest/globals';
import { chunkKey, DomainError, type File, type FileStatus } from '@waybill/domain';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import { createFakeObjectStore } from '@waybill/storage/testing';
import { createTransferStrategies } from '@waybill/transfer';
import { AnnounceChunks } from '../arrivals/announce-chunks.js';
import { Metrics } from '../platform/metrics.js';
import { OneFileChunks, OneFileRepository } from '../testing/memory-file.js';
import {
  RecordingAssemblyQueue,
  RecordingPublisher,
  RecordingVerificationQueue,
} from '../testing/recorders.js';
import { ReconcileFiles } from './reconcile-files.js';

const fileId = '0198c0de-0000-7000-8000-000000000001';
const body = Buffer.from('0123456789');

function world(
  status: FileStatus = 'uploading',
  limits: { maxFiles?: number; maxPages?: number; chunkCount?: number; quiet?: number } = {},
) {
  const { maxFiles = 50, maxPages = 100, chunkCount = 4, quiet = 1 } = limits;
  const store = createFakeObjectStore();
  const file = { id: fileId, status, strategy: 'chunks', chunkCount } as File;
  const files = new OneFileRepository(file);
  const claims: number[] = [];
  let left = quiet;
  const claiming = {
    find: files.find.bind(files),
    claimQuiet: ({ limit }: { limit: number }) => {
      const taken = Math.min(limit, left);
      left -= taken;
      claims.push(taken);
      return Promise.resolve(Array.from({ length: taken }, () => files.file));
    },
  };
  const chunk = { fileId, offset: 0, size: body.length, status: 'pending' } as const;
  const chunks = new OneFileChunks([
    { ...chunk, number: 1 },
    { ...chunk, number: 2, status: 'uploaded' },
    { ...chunk, number: 3, sha256: 'a'.repeat(64) },
    { ...chunk, number: 4 },
  ]);
  const recorded: string[] = [];
  chunks.recordArrivals = ({ arrivals, verification }) => {
    recorded.push(...arrivals.map(({ number, size }) => `${verification} ${number} ${size}`));
    return Promise.resolve(
      arrivals.map((arrival) => ({
        arrival,
        tenantId: 't',
        outcome: arrival.judged ? 'applied' : 'duplicate',
      })),
    );
  };
  const logger = createLogger('test', 'silent');
  const publisher = new RecordingPublisher();
  const ports = {
    files: claiming,
    chunks,
    strategies: createTransferStrategies({ ...store, files }),
    assembly: new RecordingAssemblyQueue(),
    verification: new RecordingVerificationQueue(),
    announce: new AnnounceChunks(publisher, logger),
  };
  const reconcile = new ReconcileFiles(
    ports,
    { quietFor: 15, maxGap: 3_600, maxFiles, maxPages },
    { profile: 'none' },
    new Metrics(createMetricsRegistry()),
    logger,
  );
  return { ...ports, publisher, recorded, claims, store, reconcile };
}

describe('ReconcileFiles', () => {
  it('takes what the store holds by the rules for events, and tells of it', async () => {
    const made = world();
    for (const number of [1, 2, 3]) made.store.bucket.put(chunkKey(fileId, number), body);
    made.store.bucket.put(chunkKey(fileId, 4), Buffer.from('too long for it'));
    expect(await made.reconcile.execute()).toEqual({ files: 1, chunks: 1, assemblies: 0 });
    expect(made.recorded).toEqual(['reconciler 1 10', 'reconciler 2 10']);
    expect(made.publisher.chunks.map(({ number }) => number)).toEqual([1]);
    expect(made.verification.chunks).toMatchObject(
      [3, 4].map((number) => ({ number, verification: 'reconciler' })),
    );
  });

  it('finds nothing to do where the store has nothing', async () => {
    const made = world('pending');
    expect(await made.reconcile.execute()).toEqual({ files: 0, chunks: 0, assemblies: 0 });
    expect(made.recorded).toEqual([]);
  });

  it('has a file assembled that waits for it, without a look at the store', async () => {
    const made = world('completing');
    made.store.bucket.down = true;
    expect(await made.reconcile.execute()).toEqual({ files: 0, chunks: 0, assemblies: 1 });
    expect(made.assembly.tasks).toEqual([{ fileId, cause: 0 }]);
  });

  it('ends while the store is away, so that no file waits longer for that', async () => {
    const made = world('uploading', { quiet: 30 });
    made.store.bucket.down = true;
    await expect(made.reconcile.execute()).rejects.toThrow(DomainError);
    expect(made.claims).toEqual([10]);
  });

  it('goes on with the others where one file cannot be compared', async () => {
    const made = world('uploading', { quiet: 2 });
    let calls = 0;
    const strategies = made.strategies;
    const get = strategies.get.bind(strategies);
    strategies.get = (name) => {
      calls += 1;
      if (calls === 1) throw new Error('boom');
      return get(name);
    };
    made.store.bucket.put(chunkKey(fileId, 1), body);
    expect(await made.reconcile.execute()).toMatchObject({ files: 1 });
  });

  it.each([
    ['files', { quiet: 100, maxFiles: 25 }, [10, 10, 5]],
    ['pages', { quiet: 100, maxPages: 150, chunkCount: 10_000 }, [10, 10]],
    ['nothing', { quiet: 12 }, [10, 2]],
  ])('is bounded by %s', async (_, limits, claims) => {
    const made = world('uploading', limits);
    await made.reconcile.execute();
    expect(made.claims).toEqual(claims);
  });
});
