import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ArrivalOutcome, JudgedArrival, FileDraft } from '@waybill/domain';
import { rowsOf } from '../connection/sql.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { PgJournal } from '../journal/pg-journal.js';
import {
  arrivalOf,
  asDeclared,
  createTenant,
  createTestDatabase,
  draftOf,
} from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgChunkRepository } from './pg-chunk-repository.js';

const WORKERS = 8;
const FILES = 6;
const CHUNKS = 250;

describe('recordArrivals, by eight at once on the same files', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let chunks: PgChunkRepository;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL, { poolSize: WORKERS });
    files = new PgFileRepository(database.source);
    chunks = new PgChunkRepository(database.source);
  });

  afterAll(() => database.drop());

  /** The server counts deadlocks itself, so that one that was retried shows too. */
  async function deadlocks(): Promise<number> {
    await rowsOf(database.source, 'SELECT pg_stat_force_next_flush()');
    const [row] = await rowsOf<{ deadlocks: string }>(
      database.source,
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    return Number(row?.deadlocks);
  }

  async function createFiles(): Promise<FileDraft[]> {
    const tenantId = await createTenant(database.source);
    const drafts = Array.from({ length: FILES }, (_, index) =>
      draftOf(tenantId, CHUNKS, { autoComplete: index % 2 === 0 }),
    );
    await Promise.all(drafts.map((draft) => files.create(draft)));
    return drafts;
  }

  /** Every chunk twice, all shuffled. */
  function hail(drafts: readonly FileDraft[]): JudgedArrival[] {
    const all = drafts.flatMap((draft) =>
      Array.from({ length: CHUNKS * 2 }, (_, index) => arrivalOf(draft, (index % CHUNKS) + 1)),
    );
    for (let index = all.length - 1; index > 0; index--) {
      const other = Math.floor(Math.random() * (index + 1));
      [all[index], all[other]] = [all[other] as JudgedArrival, all[index] as JudgedArrival];
    }
    return all;
  }

  it.each([20, 500])('is exact in batches of %i', async (batchSize) => {
    const drafts = await createFiles();
    const arrivals = hail(drafts);
    const batches: JudgedArrival[][] = [];
    for (let start = 0; start < arrivals.length; start += batchSize) {
      batches.push(arrivals.slice(start, start + batchSize));
    }
    const outcomes = new Map<ArrivalOutcome, number>();
    const work = async () => {
      for (let batch = batches.pop(); batch; batch = batches.pop()) {
        const verification = 'storage';
        for (const { outcome } of await chunks.recordArrivals({ arrivals: batch, verification })) {
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));

    expect(Object.fromEntries(outcomes)).toEqual({
      applied: FILES * CHUNKS,
      duplicate: FILES * CHUNKS,
    });
    const journal = new PgJournal(database.source);
    for (const draft of drafts) {
      await expect(files.find({ fileId: draft.id })).resolves.toMatchObject({
        status: draft.autoComplete ? 'completing' : 'uploaded',
        uploadedChunks: CHUNKS,
        uploadedBytes: draft.plan.size,
      });
      await expect(chunks.missing(draft.id, 1)).resolves.toMatchObject({ count: 0 });
      const { items } = await journal.timeline(draft.id, { limit: 100 });
      expect(items.map(({ type }) => type)).toEqual([
        'file.created',
        'file.uploading',
        'file.uploaded',
        ...(draft.autoComplete ? ['file.completing'] : []),
      ]);
    }
    await expect(deadlocks()).resolves.toBe(0);
  });

  it('does not deadlock with who declares digests or changes the files', async () => {
    const drafts = await createFiles();
    const arrivals = hail(drafts);
    const work = async () => {
      for (let batch = arrivals.splice(0, 50); batch.length > 0; batch = arrivals.splice(0, 50)) {
        const judged = await asDeclared(chunks, batch);
        const results = await chunks.recordArrivals({ arrivals: judged, verification: 'storage' });
        // A digest was declared in between: judged once more.
        arrivals.push(...judged.filter((_, index) => results[index]?.outcome === 'unjudged'));
      }
    };
    const disturb = async (draft: FileDraft) => {
      for (let round = 0; round < 5; round++) {
        const digests = Array.from({ length: 100 }, (_, index) => ({
          number: CHUNKS - index - round * 30,
          sha256: 'ab'.repeat(32),
        }));
        await chunks.declareDigests(draft.id, digests, 'reading');
        await files.change({ fileId: draft.id }, ({ status }) => ({ status, fingerprint: 'f' }));
      }
    };
    await Promise.all([...Array.from({ length: WORKERS }, work), ...drafts.map(disturb)]);
    for (const draft of drafts) {
      await expect(files.find({ fileId: draft.id })).resolves.toMatchObject({
        uploadedChunks: CHUNKS,
        uploadedBytes: draft.plan.size,
      });
    }
    await expect(deadlocks()).resolves.toBe(0);
  });

  it('never has a chunk there under a digest that it was not judged by', async () => {
    const sha256 = 'ab'.repeat(32);
    const outcomes = new Set<string>();
    for (const draft of await createFiles()) {
      for (let number = 1; number <= 50; number++) {
        const [[result], [chunk]] = await Promise.all([
          chunks.recordArrivals({ arrivals: [arrivalOf(draft, number)], verification: 'storage' }),
          chunks.declareDigests(draft.id, [{ number, sha256 }], 'reading'),
        ]);
        outcomes.add(result?.outcome ?? '');
        const [now] = await chunks.find(draft.id, [number]);
        expect([now?.status, now?.sha256]).toEqual(
          result?.outcome === 'applied' ? ['uploaded', undefined] : ['pending', sha256],
        );
        expect(chunk?.sha256).toBe(now?.sha256);
      }
    }
    expect([...outcomes].every((outcome) => ['applied', 'unjudged'].includes(outcome))).toBe(true);
  });

  it('never takes a digest beside a URL that does not bind it, where only URLs enforce one', async () => {
    const tenantId = await createTenant(database.source);
    for (let round = 0; round < 100; round++) {
      const draft = draftOf(tenantId, 2, { strategy: 'multipart' });
      await files.create(draft);
      const digests = [{ number: 2, sha256: 'ab'.repeat(32) }];
      const [given, [chunk]] = await Promise.all([
        files.expectArrivals(draft.id, {
          unbound: [{ number: 1 }, { number: 2 }],
          expireAt: new Date(),
          profile: 'md5',
        }),
        chunks.declareDigests(draft.id, digests, 'url'),
      ]);
      expect(given).toBe(chunk?.sha256 === undefined);
      await expect(files.find({ fileId: draft.id })).resolves.toMatchObject({ unboundUrls: given });
    }
  });
});
