import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileDraft, UrlPageQuery } from '@waybill/domain';
import { v7 as uuidv7 } from 'uuid';
import { PgFileRepository } from '../files/pg-file-repository.js';
import {
  createTenant,
  createTestDatabase,
  digestsOf,
  draftOf,
  type TestDatabase,
  uploadFile,
} from '../testing/index.js';
import { PgChunkRepository } from './pg-chunk-repository.js';

const HOUR = 3_600_000;

describe('urlPage', () => {
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

  async function fresh(names: readonly string[], overrides: Partial<FileDraft> = {}) {
    const draft = draftOf(tenantId, names.length, { digests: digestsOf(...names), ...overrides });
    await files.create(draft);
    return draft;
  }

  const query = ({ id }: FileDraft, more: Partial<UrlPageQuery> = {}): UrlPageQuery => ({
    fileId: id,
    tenantId,
    numbers: [1],
    digests: [],
    profile: 'md5',
    expireAt: new Date(Date.now() + HOUR),
    ...more,
  });

  it('gives the file as `find` does, and the chunks of the plan by number', async () => {
    const draft = await fresh(['a', 'b', 'c']);
    const page = await chunks.urlPage(query(draft, { numbers: [3, 2, 4, 2 ** 40, 0] }));
    expect(page?.file).toEqual(await files.find({ fileId: draft.id }));
    const [, b, c] = digestsOf('a', 'b', 'c');
    const size = draft.plan.chunkSize;
    expect(page?.chunks).toEqual([
      { number: 2, size, status: 'pending', ...b },
      { number: 3, size: size - 1, status: 'pending', ...c },
    ]);
  });

  it('knows nothing of what is not there, or is another tenant’s', async () => {
    const draft = await fresh(['a']);
    const stranger = await createTenant(database.source);
    await expect(chunks.urlPage(query(draft, { tenantId: stranger }))).resolves.toBeUndefined();
    await expect(chunks.urlPage(query(draft, { fileId: uuidv7() }))).resolves.toBeUndefined();
    await expect(chunks.urlPage(query(draft, { fileId: 'no-uuid' }))).resolves.toBeUndefined();
  });

  it('expects only such URLs as have been given out', async () => {
    const draft = await fresh(['a']);
    const expected = async (more?: Partial<UrlPageQuery>) =>
      (await chunks.urlPage(query(draft, more)))?.expected;
    await expect(expected()).resolves.toBe(false);
    const expireAt = new Date(Date.now() + HOUR);
    await files.expectArrivals(draft.id, { unbound: [], profile: 'md5', expireAt });
    await expect(expected()).resolves.toBe(true);
    await expect(expected({ profile: 'none' })).resolves.toBe(false);
    // Remembered is a quarter of their life more.
    await expect(expected({ expireAt: new Date(Date.now() + 2 * HOUR) })).resolves.toBe(false);
    await database.source.query(
      `UPDATE files SET next_look_at = now() + interval '1 minute' WHERE id = $1`,
      [draft.id],
    );
    await expect(expected()).resolves.toBe(false);
  });

  it('hints at bytes that the tenant has, and at no other’s', async () => {
    const draft = await fresh(['a', 'b']);
    const hint = async (name: string, of = tenantId) => {
      const digests = digestsOf(name).map((digest) => ({ number: 1, ...digest }));
      return (await chunks.urlPage(query(draft, { digests, tenantId: of })))?.mayBeKnown;
    };
    await expect(hint('a')).resolves.toBe(false);
    const stranger = await createTenant(database.source);
    await uploadFile(database.source, draftOf(stranger, 1, { digests: digestsOf('a') }));
    await expect(hint('a')).resolves.toBe(false);
    await uploadFile(database.source, draftOf(tenantId, 1, { digests: digestsOf('a') }));
    await expect(hint('a')).resolves.toBe(true);
    await expect(hint('b')).resolves.toBe(false);
  });

  it('takes what is known for its own numbers only, past chunks that another page holds', async () => {
    await uploadFile(database.source, draftOf(tenantId, 3, { digests: digestsOf('a', 'b', 'c') }));
    const draft = await fresh(['a', 'b', 'x']);
    const runner = database.source.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(
        `SELECT FROM file_chunks WHERE file_id = $1 AND number = 2 FOR NO KEY UPDATE`,
        [draft.id],
      );
      await expect(chunks.reuseKnown(draft.id, [1, 3])).resolves.toEqual([1]);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
    await expect(chunks.reuseKnown(draft.id)).resolves.toEqual([2]);
  });
});
