import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileDraft } from '@waybill/domain';
import { rowsOf } from '../connection/sql.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import {
  arrivalOf,
  completeFile,
  createTenant,
  createTestDatabase,
  digestsOf,
  draftOf,
  storyOf,
} from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgChunkRepository } from './pg-chunk-repository.js';

const CHUNKS = 200;
const ROUNDS = 12;

describe('reuseKnown, at once with everybody else', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let chunks: PgChunkRepository;
  let tenantId: string;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL, { poolSize: 8 });
    files = new PgFileRepository(database.source);
    chunks = new PgChunkRepository(database.source);
    tenantId = await createTenant(database.source);
  });

  afterAll(() => database.drop());

  const namesOf = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => `chunk ${from + index}`);

  async function create(overrides: Partial<FileDraft> = {}): Promise<FileDraft> {
    const digests = digestsOf(...namesOf(0, CHUNKS));
    const draft = draftOf(tenantId, CHUNKS, { digests, ...overrides });
    await files.create(draft);
    return draft;
  }

  const arrive = (draft: FileDraft, numbers: readonly number[]) =>
    chunks.recordArrivals({
      arrivals: numbers.map((number) => arrivalOf(draft, number)),
      verification: 'storage',
    });
  const every = (step: number, from = 1) =>
    Array.from(
      { length: Math.ceil((CHUNKS - from + 1) / step) },
      (_, index) => from + index * step,
    );

  const reset = async ({ id }: FileDraft, numbers: readonly number[]) =>
    chunks.resetLostChunks(id, await chunks.find(id, numbers), 'r');

  /** What the counters say is what the chunks are. */
  async function expectExact(draft: FileDraft): Promise<void> {
    const all = await chunks.all(draft.id);
    const there = all.filter(({ status }) => status === 'uploaded');
    await expect(files.find({ fileId: draft.id })).resolves.toMatchObject({
      uploadedChunks: there.length,
      uploadedBytes: there.reduce((sum, { size }) => sum + size, 0),
      reusedChunks: there.filter(({ verification }) => verification === 'reused').length,
    });
    for (const { verification, source } of all) {
      expect(source !== undefined).toBe(verification === 'reused');
    }
  }

  async function deadlocks(): Promise<number> {
    await rowsOf(database.source, 'SELECT pg_stat_force_next_flush()');
    const [row] = await rowsOf<{ deadlocks: string }>(
      database.source,
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    return Number(row?.deadlocks);
  }

  it('takes each chunk once, by reuse or by arrival, and tells each state once', async () => {
    const digests = digestsOf(...namesOf(0, CHUNKS));
    await completeFile(database.source, draftOf(tenantId, CHUNKS, { digests }));
    for (let round = 0; round < ROUNDS; round++) {
      const draft = await create({ autoComplete: true });
      const [first, second, ...outcomes] = await Promise.all([
        chunks.reuseKnown(draft.id),
        chunks.reuseKnown(draft.id),
        arrive(draft, every(3)),
        arrive(draft, every(7, 2)),
        arrive(draft, every(5, 3)),
      ]);
      const reused = [...first, ...second];
      expect(new Set(reused).size).toBe(reused.length);
      const applied = outcomes.flat().filter(({ outcome }) => outcome === 'applied');
      expect(reused.length + applied.length).toBe(CHUNKS);
      await expectExact(draft);
      const types = (await storyOf(database.source, draft.id)).map(({ type }) => type);
      expect(types).toEqual(['file.uploading', 'file.uploaded', 'file.completing']);
    }
    await expect(deadlocks()).resolves.toBe(0);
  });

  it('is exact while chunks are put back, rejected and declared', async () => {
    const digests = digestsOf(...namesOf(0, CHUNKS));
    await completeFile(database.source, draftOf(tenantId, CHUNKS, { digests }));
    const extra = 'not declared';
    for (let round = 0; round < ROUNDS; round++) {
      // The last chunk is not known, so that the file stays open.
      const draft = await create({ digests: [...digests.slice(0, -1), ...digestsOf(extra)] });
      const rejection = { fileId: draft.id, number: CHUNKS, reason: 'r', detail: 'd' };
      await Promise.all([
        chunks.reuseKnown(draft.id),
        reset(draft, every(2)),
        arrive(draft, every(4)),
        chunks.reuseKnown(draft.id),
        reset(draft, every(3)),
        chunks.reject(rejection),
        chunks.declareDigests(
          draft.id,
          every(1).map((number) => ({ number, md5: 'ab'.repeat(16) })),
          'reading',
        ),
      ]);
      await expectExact(draft);
    }
    await expect(deadlocks()).resolves.toBe(0);
  });

  it('reuses 10,000 chunks of a completed file in well under a second', async () => {
    const digests = digestsOf(...namesOf(0, 10_000));
    await completeFile(database.source, draftOf(tenantId, 10_000, { digests }));
    const draft = draftOf(tenantId, 10_000, { digests, autoComplete: true });
    await files.create(draft);
    const start = performance.now();
    await expect(chunks.reuseKnown(draft.id)).resolves.toHaveLength(10_000);
    // Some 0.3 s; a plan that compares every chunk with every other takes a minute.
    expect(performance.now() - start).toBeLessThan(5_000);
    await expectExact(draft);
  });
});
