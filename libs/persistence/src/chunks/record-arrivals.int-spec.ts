import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ArrivalOutcome, JudgedArrival, FileDraft, FileStatus } from '@waybill/domain';
import { v7 as uuidv7 } from 'uuid';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { PgJournal } from '../journal/pg-journal.js';
import { arrivalOf, createTenant, createTestDatabase, draftOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgChunkRepository } from './pg-chunk-repository.js';

describe('recordArrivals', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let chunks: PgChunkRepository;
  let journal: PgJournal;
  let tenantId: string;
  let draft: FileDraft;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    files = new PgFileRepository(database.source);
    chunks = new PgChunkRepository(database.source);
    journal = new PgJournal(database.source);
    tenantId = await createTenant(database.source);
  });

  afterAll(() => database.drop());

  beforeEach(() => create());

  async function create(overrides: Partial<FileDraft> = {}, chunkCount = 3): Promise<void> {
    draft = draftOf(tenantId, chunkCount, overrides);
    await files.create(draft);
  }

  async function arrive(...arrivals: JudgedArrival[]): Promise<ArrivalOutcome[]> {
    const results = await chunks.recordArrivals({ arrivals, verification: 'storage' });
    expect(results.map(({ arrival }) => arrival)).toEqual(arrivals);
    return results.map(({ outcome }) => outcome);
  }

  const chunk = (number: number, overrides: Partial<JudgedArrival> = {}) =>
    arrivalOf(draft, number, overrides);
  const file = () => files.find({ fileId: draft.id });
  const statusOf = async (number: number) => (await chunks.find(draft.id, [number]))[0]?.status;
  const story = async () =>
    (await journal.timeline(draft.id, { limit: 100 })).items.slice(1).map(({ type }) => type);

  it('counts arrivals, and moves the file from pending over uploading to uploaded', async () => {
    await expect(arrive(chunk(3))).resolves.toEqual(['applied']);
    await expect(file()).resolves.toMatchObject({
      status: 'uploading',
      uploadedChunks: 1,
      uploadedBytes: chunk(3).size,
      reusedChunks: 0,
    });
    await expect(arrive(chunk(2), chunk(1))).resolves.toEqual(['applied', 'applied']);
    await expect(file()).resolves.toMatchObject({
      status: 'uploaded',
      uploadedChunks: 3,
      uploadedBytes: draft.plan.size,
    });
    await expect(story()).resolves.toEqual(['file.uploading', 'file.uploaded']);
  });

  it('goes straight on to completing where that was asked for, and tells every step', async () => {
    await create({ autoComplete: true });
    await arrive(chunk(1), chunk(2), chunk(3));
    await expect(file()).resolves.toMatchObject({ status: 'completing', uploadedChunks: 3 });
    await expect(story()).resolves.toEqual(['file.uploading', 'file.uploaded', 'file.completing']);
  });

  it('calls a repeat duplicate and another ETag a conflict, and the first stands', async () => {
    await arrive(chunk(1));
    await expect(arrive(chunk(1))).resolves.toEqual(['duplicate']);
    await expect(arrive(chunk(1, { etag: 'other' }))).resolves.toEqual(['conflict']);
    await expect(arrive(chunk(1, { etag: 'other', size: 1 }))).resolves.toEqual(['conflict']);
    await expect(file()).resolves.toMatchObject({ uploadedChunks: 1 });
    expect((await chunks.find(draft.id, [1]))[0]?.etag).toBe(chunk(1).etag);
  });

  it('lets the highest sequencer of one batch count', async () => {
    const outcomes = await arrive(
      chunk(1, { etag: 'first', sequencer: '0A' }),
      chunk(1, { etag: 'second', sequencer: '0B' }),
      chunk(1, { etag: 'first', sequencer: '0A' }),
    );
    expect(outcomes).toEqual(['duplicate', 'applied', 'duplicate']);
    expect((await chunks.find(draft.id, [1]))[0]?.etag).toBe('second');
  });

  const sha256 = 'ab'.repeat(32);
  const md5 = 'cd'.repeat(16);

  it.each([
    ['by nothing', undefined],
    ['before digests were declared', {}],
    ['before one of them was', { sha256 }],
    ['by another', { sha256: 'ef'.repeat(32), md5 }],
  ])('believes nothing that was judged %s', async (_, judged) => {
    await chunks.declareDigests(draft.id, [{ number: 1, sha256, md5 }], 'reading');
    await expect(arrive(chunk(1, { judged }), chunk(2))).resolves.toEqual(['unjudged', 'applied']);
    await expect(statusOf(1)).resolves.toBe('pending');
    await expect(file()).resolves.toMatchObject({ uploadedChunks: 1 });
    await expect(arrive(chunk(1, { judged: { sha256, md5 } }))).resolves.toEqual(['applied']);
  });

  it('neither believes nor refuses another size: the store has to be asked', async () => {
    await expect(arrive(chunk(1, { size: 5 }))).resolves.toEqual(['unjudged']);
    await expect(statusOf(1)).resolves.toBe('pending');
    await expect(file()).resolves.toMatchObject({ status: 'pending', uploadedChunks: 0 });
    await expect(story()).resolves.toEqual([]);
    await expect(arrive(chunk(1))).resolves.toEqual(['applied']);
  });

  it('starts counting rejections from 0 after a chunk that was right', async () => {
    await create({ autoComplete: true }, 1);
    const rejection = { fileId: draft.id, number: 1, reason: 'wrong_size', detail: 'd' };
    for (let round = 0; round < 2; round++) await chunks.reject(rejection);
    await arrive(chunk(1));
    await expect(file()).resolves.toMatchObject({ status: 'completing' });
    expect((await chunks.find(draft.id, [1]))[0]?.rejections).toBe(0);
  });

  it('takes up a failed file again', async () => {
    await arrive(chunk(1));
    const failure = { code: 'x', detail: 'y' };
    await files.change({ fileId: draft.id }, () => ({ status: 'failed', failure }));
    await arrive(chunk(2), chunk(3));
    const after = await file();
    expect(after).toMatchObject({ status: 'uploaded', uploadedChunks: 3 });
    expect(after?.failure).toBeUndefined();
    await expect(story()).resolves.toEqual([
      'file.uploading',
      'file.failed',
      'file.uploading',
      'file.uploaded',
    ]);
  });

  it.each<FileStatus[]>([['aborted'], ['expired'], ['completing'], ['completing', 'completed']])(
    'calls what a file takes no more late: %s %s',
    async (...path) => {
      await arrive(chunk(1));
      for (const status of path) await files.change({ fileId: draft.id }, () => ({ status }));
      const before = await file();
      await expect(
        arrive(chunk(1), chunk(1, { etag: 'x', sequencer: '' }), chunk(2), chunk(2)),
      ).resolves.toEqual(['duplicate', 'duplicate', 'late', 'late']);
      await expect(arrive(chunk(1, { etag: 'x' }))).resolves.toEqual(['conflict']);
      await expect(arrive(chunk(3, { size: 1 }))).resolves.toEqual(['late']);
      await expect(file()).resolves.toEqual(before);
    },
  );

  it('is not disturbed by what cannot be one of our chunks', async () => {
    const poison: [JudgedArrival, ArrivalOutcome][] = [
      [chunk(1, { fileId: 'no-uuid' }), 'unknown_file'],
      [chunk(1, { fileId: uuidv7() }), 'unknown_file'],
      [chunk(1, { fileId: `${draft.id}\0` }), 'unknown_file'],
      [chunk(4), 'out_of_plan'],
      [chunk(2 ** 31), 'out_of_plan'],
      [chunk(-1), 'out_of_plan'],
      [chunk(2, { size: 2 ** 63 }), 'out_of_plan'],
      [chunk(2, { size: Number.NaN }), 'out_of_plan'],
      [chunk(2, { etag: 'a\0' }), 'out_of_plan'],
      [chunk(2, { sequencer: '\0' }), 'out_of_plan'],
      [chunk(2, { etag: `"'{},\\ é 😀 \ud800` }), 'applied'],
      [chunk(1), 'applied'],
    ];
    await expect(arrive(...poison.map(([arrival]) => arrival))).resolves.toEqual(
      poison.map(([, outcome]) => outcome),
    );
    await expect(file()).resolves.toMatchObject({ uploadedChunks: 2 });
  });

  it('takes an empty batch, and one of poison alone', async () => {
    await expect(arrive()).resolves.toEqual([]);
    await expect(arrive(chunk(1, { fileId: '' }))).resolves.toEqual(['unknown_file']);
  });
});
