import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileDraft, LostChunk } from '@waybill/domain';
import { v7 as uuidv7 } from 'uuid';
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

describe('resetLostChunks', () => {
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

  /** Three chunks: the first two reused, the third sent. */
  beforeEach(async () => {
    const tenantId = await createTenant(database.source);
    await completeFile(
      database.source,
      draftOf(tenantId, 3, { digests: digestsOf('a', 'b', 'c') }),
    );
    draft = draftOf(tenantId, 3, { digests: digestsOf('a', 'b', 'x'), autoComplete: true });
    await files.create(draft);
    await chunks.reuseKnown(draft.id);
    await chunks.recordArrivals({ arrivals: [arrivalOf(draft, 3)], verification: 'storage' });
  });

  /** As they are now. */
  const seen = async (...numbers: number[]): Promise<LostChunk[]> => {
    const found = await chunks.find(draft.id, numbers);
    return numbers.flatMap((number) => found.find((chunk) => chunk.number === number) ?? []);
  };
  const resetLostChunks = async (...numbers: number[]) =>
    chunks.resetLostChunks(draft.id, await seen(...numbers), 'r');

  const file = () => files.find({ fileId: draft.id });
  const told = async () => (await storyOf(database.source, draft.id)).slice(3);

  it('makes reused chunks missing again, and the file uploading', async () => {
    await expect(file()).resolves.toMatchObject({ status: 'completing', reusedChunks: 2 });
    const strange = [9, -1, 0.5].map((number) => ({ number, uploadedAt: new Date() }));
    const lost = [...(await seen(2, 2)), ...strange, { number: 3 }];
    await expect(chunks.resetLostChunks(draft.id, lost, 'source_missing\0')).resolves.toEqual([2]);
    await expect(file()).resolves.toMatchObject({
      status: 'uploading',
      uploadedChunks: 2,
      uploadedBytes: draft.plan.size - arrivalOf(draft, 2).size,
      reusedChunks: 1,
    });
    await expect(chunks.find(draft.id, [2])).resolves.toEqual([
      {
        fileId: draft.id,
        number: 2,
        offset: arrivalOf(draft, 1).size,
        size: arrivalOf(draft, 2).size,
        status: 'pending',
        rejections: 0,
        ...digestsOf('b')[0],
      },
    ]);
    await expect(told()).resolves.toEqual([
      { type: 'chunk.lost', data: { numbers: [2], reason: 'source_missing\u2400' } },
      { type: 'file.uploading', data: {} },
    ]);

    await chunks.recordArrivals({ arrivals: [arrivalOf(draft, 2)], verification: 'storage' });
    await expect(file()).resolves.toMatchObject({ status: 'completing', reusedChunks: 1 });
  });

  it('counts what was sent apart from what was reused', async () => {
    await expect(resetLostChunks(1, 3)).resolves.toEqual([1, 3]);
    await expect(file()).resolves.toMatchObject({
      status: 'uploading',
      uploadedChunks: 1,
      reusedChunks: 1,
    });
  });

  it('leaves alone what has arrived since it was looked for', async () => {
    const lost = await seen(2, 3);
    await chunks.resetLostChunks(draft.id, lost, 'r');
    const arrivals = [arrivalOf(draft, 2), arrivalOf(draft, 3)];
    await chunks.recordArrivals({ arrivals, verification: 'storage' });
    await expect(chunks.resetLostChunks(draft.id, lost, 'r')).resolves.toEqual([]);
    await expect(file()).resolves.toMatchObject({ status: 'completing', uploadedChunks: 3 });
  });

  it('puts 10,000 chunks back in well under a second', async () => {
    const large = draftOf(draft.tenantId, 10_000);
    await files.create(large);
    const arrivals = Array.from({ length: 10_000 }, (_, index) => arrivalOf(large, index + 1));
    await chunks.recordArrivals({ arrivals, verification: 'storage' });
    const lost = await chunks.all(large.id);
    const start = performance.now();
    await expect(chunks.resetLostChunks(large.id, lost, 'r')).resolves.toHaveLength(10_000);
    // Some 0.3 s; a plan that compares every chunk with every other takes a minute.
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('tells no new state of a file that is uploading already', async () => {
    const lost = await seen(1, 2);
    await resetLostChunks(2);
    await expect(chunks.resetLostChunks(draft.id, lost, 'r')).resolves.toEqual([1]);
    await expect(file()).resolves.toMatchObject({ status: 'uploading', reusedChunks: 0 });
    expect((await told()).map(({ type }) => type)).toEqual([
      'chunk.lost',
      'file.uploading',
      'chunk.lost',
    ]);
  });

  it('takes a failure away, and keeps the multipart upload', async () => {
    await files.claimUploadId(draft.id, 'u');
    const failure = { code: 'x', detail: 'y' };
    await files.change({ fileId: draft.id }, () => ({ status: 'failed', failure }));
    await resetLostChunks(1);
    const after = await file();
    expect(after).toMatchObject({ status: 'uploading', uploadId: 'u' });
    expect(after?.failure).toBeUndefined();
  });

  it('leaves a settled file alone, and what is no file of ours', async () => {
    await files.change({ fileId: draft.id }, () => ({ status: 'completed' }));
    const before = await file();
    const lost = await seen(1, 2);
    await expect(chunks.resetLostChunks(draft.id, lost, 'r')).resolves.toEqual([]);
    await expect(file()).resolves.toEqual(before);
    await expect(chunks.resetLostChunks(uuidv7(), lost, 'r')).resolves.toEqual([]);
    await expect(chunks.resetLostChunks('no-uuid', lost, 'r')).resolves.toEqual([]);
    await expect(chunks.resetLostChunks(draft.id, [], 'r')).resolves.toEqual([]);
  });

  it('is exact when several put the same back at once', async () => {
    const lost = await seen(1, 2);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => chunks.resetLostChunks(draft.id, lost, 'r')),
    );
    expect(answers.flat().sort()).toEqual([1, 2]);
    await expect(file()).resolves.toMatchObject({ uploadedChunks: 1, reusedChunks: 0 });
  });
});
