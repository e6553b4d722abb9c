import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileDraft } from '@waybill/domain';
import { v7 as uuidv7 } from 'uuid';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { arrivalOf, createTenant, createTestDatabase, draftOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgChunkRepository } from './pg-chunk-repository.js';

describe('PgChunkRepository', () => {
  let database: TestDatabase;
  let chunks: PgChunkRepository;
  let draft: FileDraft;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    chunks = new PgChunkRepository(database.source);
  });

  afterAll(() => database.drop());

  beforeEach(async () => {
    draft = draftOf(await createTenant(database.source), 7);
    await new PgFileRepository(database.source).create(draft);
  });

  const arrive = (...numbers: number[]) =>
    chunks.recordArrivals({
      arrivals: numbers.map((number) => arrivalOf(draft, number)),
      verification: 'storage',
    });

  it('pages by number, by status if asked', async () => {
    await arrive(2, 5);
    const numbersOf = async (query: Parameters<typeof chunks.list>[1]) => {
      const { items, next } = await chunks.list(draft.id, query);
      return { numbers: items.map(({ number }) => number), next };
    };
    await expect(numbersOf({ limit: 3 })).resolves.toEqual({ numbers: [1, 2, 3], next: 3 });
    await expect(numbersOf({ limit: 3, after: 3 })).resolves.toEqual({
      numbers: [4, 5, 6],
      next: 6,
    });
    await expect(numbersOf({ limit: 3, after: 6 })).resolves.toEqual({ numbers: [7] });
    await expect(numbersOf({ limit: 3, status: 'pending' })).resolves.toEqual({
      numbers: [1, 3, 4],
      next: 4,
    });
    await expect(numbersOf({ limit: 3, status: 'uploaded' })).resolves.toEqual({
      numbers: [2, 5],
    });
  });

  it('finds chunks by number and leaves out what the plan does not have', async () => {
    const found = await chunks.find(draft.id, [7, 1, 8, 0, -1, 1.5, 2 ** 40, Number.NaN]);
    expect(found.map(({ number }) => number)).toEqual([1, 7]);
    await expect(chunks.find('no-uuid', [1])).resolves.toEqual([]);
    await expect(chunks.find(draft.id, [])).resolves.toEqual([]);
  });

  it('counts what is missing and names the first of it', async () => {
    await arrive(1, 4);
    await expect(chunks.missing(draft.id, 3)).resolves.toEqual({ count: 5, numbers: [2, 3, 5] });
    await arrive(2, 3, 5, 6, 7);
    await expect(chunks.missing(draft.id, 3)).resolves.toEqual({ count: 0, numbers: [] });
  });

  it('remembers how a chunk came to be believed', async () => {
    await arrive(3);
    const [chunk] = await chunks.find(draft.id, [3]);
    expect(chunk).toMatchObject({
      status: 'uploaded',
      verification: 'storage',
      etag: arrivalOf(draft, 3).etag,
    });
    expect(chunk?.uploadedAt).toBeInstanceOf(Date);
  });

  describe('expected', () => {
    it('tells what chunks of several files were declared to be, each once', async () => {
      const sha256 = 'ab'.repeat(32);
      const md5 = 'cd'.repeat(16);
      const other = draftOf(draft.tenantId, 2, { strategy: 'multipart', digests: [{ md5 }, {}] });
      await new PgFileRepository(database.source).create(other);
      await chunks.declareDigests(draft.id, [{ number: 2, sha256, md5 }], 'reading');
      await arrive(7);
      const expected = await chunks.expected([
        { fileId: other.id, number: 1 },
        { fileId: draft.id, number: 7 },
        { fileId: draft.id, number: 2 },
        { fileId: draft.id, number: 2 },
        { fileId: draft.id, number: 8 },
        { fileId: draft.id, number: 2 ** 40 },
        { fileId: uuidv7(), number: 1 },
        { fileId: 'no-uuid', number: 1 },
      ]);
      const size = arrivalOf(draft, 1).size;
      expect(expected).toEqual([
        {
          fileId: draft.id,
          number: 2,
          size,
          status: 'pending',
          fileStatus: 'uploading',
          strategy: 'chunks',
          unbound: false,
          sha256,
          md5,
        },
        {
          fileId: draft.id,
          number: 7,
          size: size - 1,
          status: 'uploaded',
          verification: 'storage',
          fileStatus: 'uploading',
          strategy: 'chunks',
          unbound: false,
        },
        {
          fileId: other.id,
          number: 1,
          size,
          status: 'pending',
          fileStatus: 'pending',
          strategy: 'multipart',
          unbound: false,
          md5,
        },
      ]);
      await expect(chunks.expected([])).resolves.toEqual([]);
    });
  });

  describe('declareDigests', () => {
    const sha256 = 'ab'.repeat(32);
    const md5 = 'cd'.repeat(16);

    it('fills what is not declared and leaves what is', async () => {
      await chunks.declareDigests(draft.id, [{ number: 2, sha256 }], 'reading');
      const stand = await chunks.declareDigests(
        draft.id,
        [
          { number: 3, md5 },
          { number: 2, sha256: 'ff'.repeat(32), md5 },
          { number: 8, md5 },
        ],
        'reading',
      );
      expect(stand).toMatchObject([
        { number: 2, sha256, md5 },
        { number: 3, md5 },
      ]);
      expect(stand[1]?.sha256).toBeUndefined();
    });

    it('takes none of them where one is for a chunk that is there, and keeps computed ones', async () => {
      await arrive(2);
      const stand = await chunks.declareDigests(
        draft.id,
        [1, 2].map((number) => ({ number, sha256 })),
        'reading',
      );
      expect(stand.map((chunk) => chunk.sha256)).toEqual([undefined, undefined]);
      const { etag } = arrivalOf(draft, 2);
      await chunks.rememberDigests(draft.id, { number: 2, etag: 'another', sha256, md5 });
      expect((await chunks.find(draft.id, [2]))[0]?.sha256).toBeUndefined();
      await chunks.rememberDigests(draft.id, { number: 2, etag, sha256, md5 });
      expect((await chunks.find(draft.id, [2]))[0]).toMatchObject({ sha256, md5 });
      // The same again is nothing new.
      const again = [
        { number: 2, sha256, md5 },
        { number: 1, sha256 },
      ];
      await chunks.declareDigests(draft.id, again, 'reading');
      expect((await chunks.find(draft.id, [1]))[0]).toMatchObject({ sha256 });
    });

    it('takes none that a URL should have bound, where nothing else can enforce one', async () => {
      await chunks.declareDigests(draft.id, [{ number: 1, md5 }], 'url');
      await chunks.declareDigests(draft.id, [{ number: 1, sha256 }], 'url');
      expect((await chunks.find(draft.id, [1]))[0]).toMatchObject({ md5 });
      expect((await chunks.find(draft.id, [1]))[0]?.sha256).toBeUndefined();
    });

    it('lets one of several at once win, for all of them', async () => {
      const answers = await Promise.all(
        ['11', '22', '33', '44'].map((byte) => {
          const numbers = [1, 2, 3, 4, 5, 6, 7].sort(() => Math.random() - 0.5);
          return chunks.declareDigests(
            draft.id,
            numbers.map((number) => ({ number, sha256: byte.repeat(32) })),
            'reading',
          );
        }),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    });

    it('knows nothing of a file that is not there', async () => {
      await expect(
        chunks.declareDigests(uuidv7(), [{ number: 1, sha256 }], 'url'),
      ).resolves.toEqual([]);
    });
  });
});
