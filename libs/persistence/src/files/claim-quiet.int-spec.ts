import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileDraft, FileStatus } from '@waybill/domain';
import { PgChunkRepository } from '../chunks/pg-chunk-repository.js';
import { rowsOf } from '../connection/sql.js';
import { arrivalOf, createTenant, createTestDatabase, draftOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgFileRepository } from './pg-file-repository.js';

const QUERY = { quietFor: 60, maxGap: 200, limit: 100 };

describe('claimQuiet', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let chunks: PgChunkRepository;
  let tenantId: string;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    files = new PgFileRepository(database.source);
    chunks = new PgChunkRepository(database.source);
    tenantId = await createTenant(database.source);
  });

  afterAll(() => database.drop());

  beforeEach(() => rowsOf(database.source, 'DELETE FROM files'));

  async function create(): Promise<FileDraft> {
    const draft = draftOf(tenantId, 3);
    await files.create(draft);
    return draft;
  }

  /** Lets this many seconds pass: everything that happened lies further back. */
  const pass = (seconds: number) =>
    rowsOf(
      database.source,
      `UPDATE files SET updated_at = updated_at - make_interval(secs => $1::float8),
         looked_at = looked_at - make_interval(secs => $1::float8),
         next_look_at = next_look_at - make_interval(secs => $1::float8)`,
      [seconds],
    );
  const claim = async () => (await files.claimQuiet(QUERY)).map(({ id }) => id);

  it('takes a file once it has been quiet for long enough, and answers it as find does', async () => {
    const { id } = await create();
    await expect(claim()).resolves.toEqual([]);
    await pass(61);
    const before = await files.find({ fileId: id });
    await expect(files.claimQuiet(QUERY)).resolves.toEqual([before]);
    await expect(files.find({ fileId: id })).resolves.toEqual(before);
    await expect(claim()).resolves.toEqual([]);
  });

  it('doubles the gap from look to look, up to the longest', async () => {
    const { id } = await create();
    await pass(61);
    await expect(claim()).resolves.toEqual([id]);
    for (const gap of [60, 120, 200, 200]) {
      await pass(gap - 1);
      await expect(claim()).resolves.toEqual([]);
      await pass(1);
      await expect(claim()).resolves.toEqual([id]);
    }
  });

  it('starts again when the file has changed, even where the next look was far off', async () => {
    const draft = await create();
    for (const gap of [61, 60, 120]) {
      await pass(gap);
      await expect(claim()).resolves.toEqual([draft.id]);
    }
    await chunks.recordArrivals({ arrivals: [arrivalOf(draft, 1)], verification: 'storage' });
    await pass(59);
    await expect(claim()).resolves.toEqual([]);
    for (const gap of [1, 60, 120]) {
      await pass(gap - 0.5);
      await expect(claim()).resolves.toEqual([]);
      await pass(0.5);
      await expect(claim()).resolves.toEqual([draft.id]);
    }
  });

  it.each<[FileStatus[], boolean]>([
    [['uploading'], true],
    [['completing'], true],
    [['uploaded'], false],
    [['completing', 'failed'], false],
    [['completing', 'completed'], false],
    [['aborted'], false],
  ])('of a file that went %j says %s', async (path, taken) => {
    const { id } = await create();
    for (const status of path) await files.change({ fileId: id }, () => ({ status }));
    await pass(61);
    await expect(claim()).resolves.toEqual(taken ? [id] : []);
  });

  it('gives each file to one of several at once, those first that have waited longest', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 30; index++) {
      ids.push((await create()).id);
      await pass(1);
    }
    await pass(60);
    const oldest = await files.claimQuiet({ ...QUERY, limit: 5 });
    expect(oldest.map(({ id }) => id)).toEqual(ids.slice(0, 5));

    const taken = await Promise.all(Array.from({ length: 6 }, () => claim()));
    expect(taken.flat().sort()).toEqual(ids.slice(5));
  });

  it('passes over a file that somebody holds', async () => {
    const [held, free] = [await create(), await create()];
    await pass(61);
    await database.source.transaction(async (manager) => {
      await manager.query('SELECT FROM files WHERE id = $1 FOR NO KEY UPDATE', [held.id]);
      await expect(claim()).resolves.toEqual([free.id]);
    });
    await expect(claim()).resolves.toEqual([held.id]);
  });

  it('looks again soon where a client is about to send, however long the gap has become', async () => {
    const { id } = await create();
    for (const gap of [61, 61, 121, 201]) {
      await pass(gap);
      await expect(claim()).resolves.toEqual([id]);
    }
    await files.expectArrivals(id, { unbound: [], profile: 'md5', expireAt: new Date(0) });
    await expect(claim()).resolves.toEqual([]);
    await pass(61);
    await expect(claim()).resolves.toEqual([id]);
    // The gap has started again, and a look that comes soon is left as it is.
    await pass(59);
    await files.expectArrivals(id, { unbound: [], profile: 'md5', expireAt: new Date(0) });
    await pass(2);
    await expect(claim()).resolves.toEqual([id]);
  });
});
