import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ArrivalOutcome, ChunkArrival, FileDraft, FileStatus } from '@waybill/domain';
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

  async function arrive(...arrivals: ChunkArrival[]): Promise<ArrivalOutcome[]> {
    const results = await chunks.recordArrivals({ arrivals, verification: 'storage' });
    expect(results.map(({ arrival }) => arrival)).toEqual(arrivals);
    return results.map(({ outcome }) => outcome);
  }

  const chunk = (number: number, overrides: Partial<ChunkArrival> = {}) =>
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

  it('counts reused chunks', async () => {
    const results = await chunks.recordArrivals({
      arrivals: [chunk(1), chunk(2)],
      verification: 'reused',
    });
    expect(results).toEqual(
      [1, 2].map((n) => ({ arrival: chunk(n), outcome: 'applied', tenantId })),
    );
    await expect(file()).resolves.toMatchObject({ uploadedChunks: 2, reusedChunks: 2 });
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

  it('makes a chunk of the wrong size corrupt, tells it once, and takes the right one', async () => {
    await expect(arrive(chunk(1, { size: 5 }))).resolves.toEqual(['wrong_size']);
    await expect(arrive(chunk(1, { size: 6 }))).resolves.toEqual(['wrong_size']);
    await expect(statusOf(1)).resolves.toBe('corrupt');
    await expect(file()).resolves.toMatchObject({ status: 'pending', uploadedChunks: 0 });
    const { items } = await journal.timeline(draft.id, { limit: 10 });
    expect(items.slice(1)).toMatchObject([
      {
        type: 'chunk.corrupt',
        data: {
          number: 1,
          reason: 'wrong_size',
          detail: `expected ${chunk(1).size} bytes, found 5`,
          rejections: 1,
          expectedSize: chunk(1).size,
          actualSize: 5,
        },
      },
    ]);
    await expect(arrive(chunk(1))).resolves.toEqual(['applied']);
    const [right] = await chunks.find(draft.id, [1]);
    expect(right).toMatchObject({ status: 'uploaded' });
    expect(right?.rejections).toBe(0);
  });

  it('counts no event of wrong size that comes again after a younger one', async () => {
    const wrong = (sequencer: string) => chunk(1, { size: 5, sequencer });
    // S3 leaves out zeros at the end: 0B is 0B00, and comes after 0A9.
    for (const sequencer of ['0A9', '0B', '0A9', '0A', '0B0', '0A9'])
      await arrive(wrong(sequencer));
    expect((await chunks.find(draft.id, [1]))[0]).toMatchObject({ rejections: 2 });
    await expect(file()).resolves.toMatchObject({ status: 'pending' });
    await arrive(wrong('0B01'));
    await expect(file()).resolves.toMatchObject({ status: 'failed' });
  });

  it('fails the file at the third object of wrong size in a row, events that repeat apart', async () => {
    const wrong = (sequencer?: string) => chunk(1, { size: 5, ...(sequencer && { sequencer }) });
    await arrive(wrong('0A'));
    await arrive(wrong('0A'), chunk(2));
    await arrive(wrong());
    await arrive(wrong('0B'));
    expect((await chunks.find(draft.id, [1]))[0]).toMatchObject({ rejections: 2 });
    await expect(file()).resolves.toMatchObject({ status: 'uploading' });
    await expect(arrive(wrong('0C'), chunk(3))).resolves.toEqual(['wrong_size', 'applied']);
    const failed = await file();
    expect(failed).toMatchObject({ status: 'failed', uploadedChunks: 2 });
    expect(failed?.failure).toEqual({
      code: 'chunk_corrupt',
      detail:
        'Chunk 1 was rejected 3 times in a row, at last for wrong_size: ' +
        `expected ${chunk(1).size} bytes, found 5.`,
    });
    await arrive(wrong('0D'));
    await expect(story()).resolves.toEqual([
      'chunk.corrupt',
      'file.uploading',
      'chunk.corrupt',
      'chunk.corrupt',
      'file.failed',
      'chunk.corrupt',
    ]);
    await expect(arrive(chunk(1))).resolves.toEqual(['applied']);
    await expect(file()).resolves.toMatchObject({ status: 'uploaded', uploadedChunks: 3 });
  });

  it('counts from 0 again after a chunk that was right', async () => {
    await create({ autoComplete: true }, 1);
    await arrive(chunk(1, { size: 5, sequencer: '0A' }));
    await arrive(chunk(1, { size: 5, sequencer: '0B' }));
    await arrive(chunk(1));
    await expect(file()).resolves.toMatchObject({ status: 'completing' });
    expect((await chunks.find(draft.id, [1]))[0]?.rejections).toBe(0);
  });

  it('lets a pending file fail by way of uploading', async () => {
    for (const sequencer of ['0A', '0B', '0C']) await arrive(chunk(1, { size: 5, sequencer }));
    await expect(file()).resolves.toMatchObject({ status: 'failed', uploadedChunks: 0 });
    await expect(story()).resolves.toEqual([
      'chunk.corrupt',
      'chunk.corrupt',
      'chunk.corrupt',
      'file.uploading',
      'file.failed',
    ]);
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
    const poison: [ChunkArrival, ArrivalOutcome][] = [
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
