import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileDraft, FileStatus } from '@waybill/domain';
import { v7 as uuidv7 } from 'uuid';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { arrivalOf, createTenant, createTestDatabase, draftOf, storyOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgChunkRepository } from './pg-chunk-repository.js';

describe('reject', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let chunks: PgChunkRepository;
  let draft: FileDraft;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    files = new PgFileRepository(database.source);
    chunks = new PgChunkRepository(database.source);
  });

  afterAll(() => database.drop());

  beforeEach(async () => {
    draft = draftOf(await createTenant(database.source), 3);
    await files.create(draft);
  });

  const reject = (number = 2, detail = 'expected ab, found cd') =>
    chunks.reject({ fileId: draft.id, number, reason: 'wrong_sha256', detail });
  const arrive = (...numbers: number[]) =>
    chunks.recordArrivals({
      arrivals: numbers.map((number) => arrivalOf(draft, number)),
      verification: 'storage',
    });
  const file = () => files.find({ fileId: draft.id });
  const story = () => storyOf(database.source, draft.id);

  it('counts once what two workers have found of the same object', async () => {
    const found = { fileId: draft.id, number: 2, reason: 'wrong_sha256', detail: 'd' };
    const both = () => chunks.reject({ ...found, rejections: 0 });
    const outcomes = await Promise.all([both(), both()]);
    expect(outcomes.sort()).toEqual(['ignored', 'rejected']);
    await expect(chunks.find(draft.id, [2])).resolves.toMatchObject([{ rejections: 1 }]);
    await expect(chunks.reject({ ...found, rejections: 1 })).resolves.toBe('rejected');
    await expect(file()).resolves.toMatchObject({ status: 'pending' });
  });

  it('makes the chunk corrupt, and the file failed at the third time in a row', async () => {
    await arrive(1);
    await expect(reject()).resolves.toBe('rejected');
    await expect(reject(2, 'nul \0')).resolves.toBe('rejected');
    await expect(file()).resolves.toMatchObject({ status: 'uploading' });
    await expect(chunks.find(draft.id, [2])).resolves.toMatchObject([
      { status: 'corrupt', rejections: 2 },
    ]);

    await expect(reject()).resolves.toBe('failed');
    const failure = {
      code: 'chunk_corrupt',
      detail:
        'Chunk 2 was rejected 3 times in a row, at last for wrong_sha256: expected ab, found cd',
    };
    await expect(file()).resolves.toMatchObject({ status: 'failed', uploadedChunks: 1, failure });
    await expect(reject()).resolves.toBe('failed');

    const reason = 'wrong_sha256';
    const detail = 'expected ab, found cd';
    await expect(story()).resolves.toEqual([
      { type: 'file.uploading', data: {} },
      { type: 'chunk.corrupt', data: { number: 2, reason, detail, rejections: 1 } },
      { type: 'chunk.corrupt', data: { number: 2, reason, detail: 'nul \u2400', rejections: 2 } },
      { type: 'chunk.corrupt', data: { number: 2, reason, detail, rejections: 3 } },
      { type: 'file.failed', data: { failure } },
      { type: 'chunk.corrupt', data: { number: 2, reason, detail, rejections: 4 } },
    ]);

    await arrive(2, 3);
    const after = await file();
    expect(after).toMatchObject({ status: 'uploaded', uploadedChunks: 3 });
    expect(after?.failure).toBeUndefined();
  });

  it('counts from 0 again after a chunk that was right, and each chunk by itself', async () => {
    await reject(1);
    await reject(1);
    await reject(2);
    await arrive(1);
    expect((await chunks.all(draft.id)).map(({ rejections }) => rejections)).toEqual([0, 1, 0]);
    await expect(file()).resolves.toMatchObject({ status: 'uploading' });
  });

  it('lets a pending file fail by way of uploading, and tells the ETag where there is one', async () => {
    const rejection = { fileId: draft.id, number: 1, reason: 'r', detail: 'd', etag: 'e' };
    for (let time = 0; time < 3; time++) await chunks.reject(rejection);
    expect((await story()).map(({ type }) => type)).toEqual([
      'chunk.corrupt',
      'chunk.corrupt',
      'chunk.corrupt',
      'file.uploading',
      'file.failed',
    ]);
    expect((await story())[0]?.data).toMatchObject({ etag: 'e' });
  });

  it('ignores a chunk that is there already', async () => {
    await arrive(2);
    const before = await chunks.find(draft.id, [2]);
    await expect(reject()).resolves.toBe('ignored');
    await expect(chunks.find(draft.id, [2])).resolves.toEqual(before);
  });

  it.each<FileStatus[]>([
    ['completing'],
    ['completing', 'completed'],
    ['aborted'],
    ['expired'],
    ['completing', 'completed', 'deleted'],
  ])('ignores a chunk of a file that is settled or completing: %s %s %s', async (...path) => {
    for (const status of path) await files.change({ fileId: draft.id }, () => ({ status }));
    const before = await file();
    await expect(reject()).resolves.toBe('ignored');
    await expect(file()).resolves.toEqual(before);
    await expect(chunks.find(draft.id, [2])).resolves.toMatchObject([{ status: 'pending' }]);
  });

  it('ignores what is no chunk of ours', async () => {
    const unknown = { fileId: uuidv7(), number: 1, reason: 'r', detail: 'd' };
    await expect(chunks.reject(unknown)).resolves.toBe('ignored');
    await expect(chunks.reject({ ...unknown, fileId: 'no-uuid' })).resolves.toBe('ignored');
    for (const number of [0, 4, 1.5, 2 ** 40])
      await expect(reject(number)).resolves.toBe('ignored');
  });

  it('is exact when several reject at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => reject()));
    expect(outcomes.sort()).toEqual([
      'failed',
      'failed',
      'failed',
      'failed',
      'rejected',
      'rejected',
    ]);
    const types = (await story()).map(({ type }) => type);
    expect(types.filter((type) => type === 'file.failed')).toHaveLength(1);
  });
});
