import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MIN_CHUNK_SIZE, chunkKey, fileKey, planChunks, planVariableChunks } from '@waybill/domain';
import type { FileDraft, FileStatus } from '@waybill/domain';
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
  uploadFile,
} from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgChunkRepository } from './pg-chunk-repository.js';

describe('reuseKnown', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let chunks: PgChunkRepository;
  let tenantId: string;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    files = new PgFileRepository(database.source);
    chunks = new PgChunkRepository(database.source);
  });

  afterAll(() => database.drop());

  beforeEach(async () => {
    tenantId = await createTenant(database.source);
  });

  /** A draft whose chunks have these contents; the last one is a byte short. */
  const draft = (names: readonly string[], overrides: Partial<FileDraft> = {}) =>
    draftOf(tenantId, names.length, { digests: digestsOf(...names), ...overrides });

  async function fresh(
    names: readonly string[],
    overrides: Partial<FileDraft> = {},
  ): Promise<FileDraft> {
    const made = draft(names, overrides);
    await files.create(made);
    return made;
  }

  const file = ({ id }: FileDraft) => files.find({ fileId: id });
  const typesOf = async ({ id }: FileDraft) =>
    (await storyOf(database.source, id)).map(({ type }) => type);
  const move = async ({ id }: FileDraft, ...path: FileStatus[]) => {
    for (const status of path) await files.change({ fileId: id }, () => ({ status }));
  };

  const sourcesOf = async ({ id }: FileDraft) =>
    (await chunks.all(id)).map(({ source }) => source?.key);

  it('takes a range of a completed file’s object, with the ETag of the chunk there', async () => {
    const known = draft(['a', 'b', 'c']);
    await completeFile(database.source, known);
    const mine = await fresh(['b', 'x', 'a', 'c']);

    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([1, 3, 4]);
    const [first, second, third, fourth] = await chunks.all(mine.id);
    expect(first).toMatchObject({
      status: 'uploaded',
      verification: 'reused',
      etag: arrivalOf(known, 2).etag,
      source: { key: fileKey(known.id), etag: 'final-3', offset: MIN_CHUNK_SIZE, whole: false },
    });
    expect(first?.uploadedAt).toBeInstanceOf(Date);
    expect(second).toMatchObject({ status: 'pending' });
    expect(third).toMatchObject({ etag: arrivalOf(known, 1).etag, source: { offset: 0 } });
    expect(fourth).toMatchObject({ source: { offset: 2 * MIN_CHUNK_SIZE } });
    await expect(file(mine)).resolves.toMatchObject({
      status: 'uploading',
      uploadedChunks: 3,
      uploadedBytes: 3 * MIN_CHUNK_SIZE - 1,
      reusedChunks: 3,
    });
    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([]);
    await expect(typesOf(mine)).resolves.toEqual(['file.uploading']);

    await chunks.recordArrivals({ arrivals: [arrivalOf(mine, 2)], verification: 'storage' });
    await expect(file(mine)).resolves.toMatchObject({ status: 'uploaded', reusedChunks: 3 });
  });

  it('goes on to uploaded, and to completing where that was asked for', async () => {
    await completeFile(database.source, draft(['a', 'b']));
    const [plain, auto] = [
      await fresh(['a', 'b']),
      await fresh(['a', 'b'], { autoComplete: true }),
    ];
    for (const one of [plain, auto]) {
      await expect(chunks.reuseKnown(one.id)).resolves.toEqual([1, 2]);
    }
    await expect(file(plain)).resolves.toMatchObject({
      status: 'uploaded',
      uploadedBytes: plain.plan.size,
      reusedChunks: 2,
    });
    await expect(file(auto)).resolves.toMatchObject({ status: 'completing' });
    await expect(typesOf(plain)).resolves.toEqual(['file.uploading', 'file.uploaded']);
    await expect(typesOf(auto)).resolves.toEqual([
      'file.uploading',
      'file.uploaded',
      'file.completing',
    ]);
  });

  it('never reads another tenant’s rows', async () => {
    const theirs = await createTenant(database.source);
    await completeFile(database.source, draft(['a', 'b'], { tenantId: theirs }));
    await uploadFile(database.source, draft(['a', 'b'], { tenantId: theirs }));
    const mine = await fresh(['a', 'b']);
    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([]);
    await expect(file(mine)).resolves.toMatchObject({ status: 'pending', reusedChunks: 0 });
    await expect(typesOf(mine)).resolves.toEqual([]);

    const its = await fresh(['a', 'b'], { tenantId: theirs });
    await expect(chunks.reuseKnown(its.id)).resolves.toEqual([1, 2]);
  });

  it('takes an unfinished file’s chunk as a whole object', async () => {
    const known = draft(['a', 'b', 'c']);
    await uploadFile(database.source, known, [1]);
    const mine = await fresh(['b', 'a', 'x']);
    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([2]);
    const [, second] = await chunks.all(mine.id);
    expect(second).toMatchObject({
      etag: arrivalOf(known, 1).etag,
      source: {
        key: chunkKey(known.id, 1),
        etag: arrivalOf(known, 1).etag,
        offset: 0,
        whole: true,
      },
    });
  });

  it('takes equal chunks of the same file', async () => {
    const mine = draft(['zero', 'zero', 'zero', 'x']);
    await uploadFile(database.source, mine, [2]);
    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([1, 3]);
    await expect(sourcesOf(mine)).resolves.toEqual([
      chunkKey(mine.id, 2),
      undefined,
      chunkKey(mine.id, 2),
      undefined,
    ]);
  });

  it('prefers a completed file, and knows where the chunk is all of its object', async () => {
    const whole = draftOf(tenantId, 1, {
      plan: planChunks(MIN_CHUNK_SIZE, MIN_CHUNK_SIZE),
      digests: digestsOf('a'),
    });
    await completeFile(database.source, whole);
    await uploadFile(database.source, draft(['a', 'b']));
    const mine = await fresh(['a', 'x']);
    await chunks.reuseKnown(mine.id);
    const [first] = await chunks.all(mine.id);
    expect(first?.source).toEqual({
      key: fileKey(whole.id),
      etag: 'final-1',
      offset: 0,
      whole: true,
    });
  });

  it('finds a source behind many chunks that are none', async () => {
    const zeros = Array.from({ length: 2_000 }, () => 'zero');
    const known = draft(zeros);
    await completeFile(database.source, known);
    for (let time = 0; time < 2; time++) {
      const mine = await fresh([...zeros, 'x']);
      // The last chunk of the known file is a byte short.
      await expect(chunks.reuseKnown(mine.id)).resolves.toHaveLength(2_000);
      expect(new Set(await sourcesOf(mine))).toEqual(new Set([fileKey(known.id), undefined]));
    }
  });

  it('takes no range of an object that S3 copies only as a whole', async () => {
    const sizes = planVariableChunks(MIN_CHUNK_SIZE, [MIN_CHUNK_SIZE]);
    // Such a plan is not made any more, but nothing keeps it out of the table.
    const small = { ...sizes, chunkCount: 2, sizes: [MIN_CHUNK_SIZE - 10, 10] };
    await completeFile(database.source, draft(['a', 'b'], { plan: small }));
    const tail = planVariableChunks(MIN_CHUNK_SIZE + 10, [MIN_CHUNK_SIZE, 10]);
    const mine = await fresh(['x', 'b'], { plan: tail });
    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([]);

    const known = draft(['x', 'b'], { plan: tail });
    await completeFile(database.source, known);
    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([1, 2]);
    await expect(sourcesOf(mine)).resolves.toEqual([fileKey(known.id), fileKey(known.id)]);
  });

  it.each<FileStatus[]>([['aborted'], ['expired'], ['failed']])(
    'takes nothing of a file that is %s',
    async (...path) => {
      const known = draft(['a', 'b', 'c']);
      await uploadFile(database.source, known, [1]);
      await move(known, ...path);
      const mine = await fresh(['a', 'x']);
      await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([]);
    },
  );

  it('takes nothing of a file that is deleted', async () => {
    const known = draft(['a', 'b']);
    await completeFile(database.source, known);
    await move(known, 'deleted');
    const mine = await fresh(['a', 'x']);
    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([]);
  });

  it('takes nothing of an unfinished file whose chunks are no objects', async () => {
    await uploadFile(database.source, draft(['a', 'b'], { strategy: 'multipart' }));
    const mine = await fresh(['a', 'x']);
    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([]);
  });

  it('takes nothing out of another bucket', async () => {
    await completeFile(database.source, draft(['a', 'b'], { bucket: 'elsewhere' }));
    await uploadFile(database.source, draft(['a', 'b'], { bucket: 'elsewhere' }));
    const mine = await fresh(['a', 'x']);
    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([]);
  });

  it('does not hand on what was itself reused, only what it was reused from', async () => {
    const origin = draft(['a', 'b']);
    await completeFile(database.source, origin);
    const middle = await fresh(['a', 'x']);
    await chunks.reuseKnown(middle.id);
    const late = await fresh(['a', 'y']);
    await chunks.reuseKnown(late.id);
    await expect(sourcesOf(late)).resolves.toEqual([fileKey(origin.id), undefined]);

    await move(origin, 'deleted');
    const later = await fresh(['a', 'z']);
    await expect(chunks.reuseKnown(later.id)).resolves.toEqual([]);
    // Once the one in the middle is completed, its object has the bytes, wherever they came from.
    await chunks.recordArrivals({ arrivals: [arrivalOf(middle, 2)], verification: 'storage' });
    await move(middle, 'completing');
    const location = { bucket: middle.bucket, key: fileKey(middle.id), etag: 'final-2' };
    await files.change({ fileId: middle.id }, () => ({ status: 'completed', location }));
    await expect(chunks.reuseKnown(later.id)).resolves.toEqual([1]);
  });

  it('wants equal sizes, and equal MD5 where both have one', async () => {
    const [md5, other] = ['ab'.repeat(16), 'cd'.repeat(16)];
    const [a, b] = digestsOf('a', 'b');
    const known = draftOf(tenantId, 3, { digests: [{ ...a, md5 }, { ...b, md5 }, {}] });
    await completeFile(database.source, known);
    const reused = async (...digests: FileDraft['digests']) => {
      const mine = draftOf(tenantId, digests.length, { digests });
      await files.create(mine);
      return chunks.reuseKnown(mine.id);
    };
    await expect(reused({ ...a, md5: other }, { ...b, md5 }, {})).resolves.toEqual([2]);
    await expect(reused({ ...a }, { md5 }, {})).resolves.toEqual([1]);
    // The last chunk is a byte short.
    await expect(reused({}, { ...b })).resolves.toEqual([]);
  });

  it('leaves empty chunks and what takes no more alone', async () => {
    const empty = { plan: planChunks(0), digests: digestsOf('') };
    await completeFile(database.source, draftOf(tenantId, 1, empty));
    const another = draftOf(tenantId, 1, empty);
    await files.create(another);
    await expect(chunks.reuseKnown(another.id)).resolves.toEqual([]);

    await completeFile(database.source, draft(['a', 'b']));
    const ended = await fresh(['a', 'b']);
    await move(ended, 'aborted');
    await expect(chunks.reuseKnown(ended.id)).resolves.toEqual([]);
    await expect(chunks.reuseKnown(uuidv7())).resolves.toEqual([]);
    await expect(chunks.reuseKnown('no-uuid')).resolves.toEqual([]);
  });

  it('takes up a failed file, and one of corrupt chunks', async () => {
    await completeFile(database.source, draft(['a', 'b']));
    const mine = await fresh(['a', 'b', 'c']);
    for (let time = 0; time < 3; time++) {
      await chunks.reject({ fileId: mine.id, number: 1, reason: 'wrong_sha256', detail: 'd' });
    }
    await expect(file(mine)).resolves.toMatchObject({ status: 'failed' });
    await expect(chunks.reuseKnown(mine.id)).resolves.toEqual([1]);
    const after = await file(mine);
    expect(after?.status).toBe('uploading');
    expect(after?.failure).toBeUndefined();
    expect((await chunks.find(mine.id, [1]))[0]?.rejections).toBe(0);
  });
});
