import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Creator, DomainError, FileDraft, FileStatus, LimitChange } from '@waybill/domain';
import { v7 as uuidv7 } from 'uuid';
import { rowsOf } from '../connection/sql.js';
import { createDataSource } from '../connection/data-source.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { PgApiKeyRepository } from '../keys/pg-api-key-repository.js';
import { createTestDatabase, draftOf, type TestDatabase } from '../testing/index.js';
import { PgQuotaRepository } from './pg-quota-repository.js';

/** The way to each status, from `pending`. */
const WAYS: Partial<Record<FileStatus, readonly FileStatus[]>> = {
  uploading: ['uploading'],
  failed: ['uploading', 'failed'],
  completing: ['uploading', 'uploaded', 'completing'],
  completed: ['uploading', 'uploaded', 'completing', 'completed'],
  deleted: ['uploading', 'uploaded', 'completing', 'completed', 'deleted'],
  aborted: ['aborted'],
  expired: ['uploading', 'expired'],
};

describe('quotas', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let quotas: PgQuotaRepository;
  let tenantId: string;
  let creator: Creator;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    files = new PgFileRepository(database.source);
    quotas = new PgQuotaRepository(database.source);
  });

  afterAll(() => database.drop());

  beforeEach(async () => {
    const name = uuidv7();
    const keys = new PgApiKeyRepository(database.source);
    const hash = new Uint8Array(Buffer.from(name.replaceAll('-', '').repeat(2), 'hex'));
    creator = {
      kind: 'key',
      id: (await keys.add({ role: 'tenant', tenant: name, hash, hint: 'wbk_' })).id,
    };
    tenantId = (await keys.findByHash(hash))?.tenantId ?? '';
  });

  const draft = (chunks = 1, more: Partial<FileDraft> = {}) =>
    draftOf(tenantId, chunks, { creator, ...more });

  const goTo = async (fileId: string, status: FileStatus) => {
    for (const step of WAYS[status] ?? []) await files.change({ fileId }, () => ({ status: step }));
  };

  const usage = async (owner: 'tenant' | 'key' = 'tenant') =>
    (await quotas.find({ owner, id: owner === 'tenant' ? tenantId : creator.id }))?.usage;

  const limit = (limits: LimitChange, owner: 'tenant' | 'key' = 'tenant') =>
    quotas.setLimits({ owner, id: owner === 'tenant' ? tenantId : creator.id }, limits);

  /** What the rows of the files come to. */
  const counted = async () => {
    const [row] = await rowsOf<Record<string, string>>(
      database.source,
      `SELECT count(*) FILTER (WHERE open) AS uploads,
         coalesce(sum(chunk_count) FILTER (WHERE open), 0) AS chunks,
         coalesce(sum(size) FILTER (WHERE open), 0) AS bytes,
         coalesce(sum(size) FILTER (WHERE status = 'completed'), 0) AS stored
       FROM (SELECT *, status NOT IN ('completed', 'aborted', 'expired', 'deleted') AS open
         FROM files WHERE tenant_id = $1) f`,
      [tenantId],
    );
    return {
      openUploads: Number(row?.['uploads']),
      openChunks: Number(row?.['chunks']),
      bytesInFlight: Number(row?.['bytes']),
      storedBytes: Number(row?.['stored']),
    };
  };

  it.each(['pending', 'uploading', 'failed', 'completing'] as const)(
    'counts a file that is %s as unfinished, for its tenant and its key',
    async (status) => {
      const { file } = await files.create(draft(3));
      await goTo(file.id, status);
      const expected = {
        openUploads: 1,
        openChunks: 3,
        bytesInFlight: file.size,
        storedBytes: 0,
      };
      expect(await usage()).toEqual(expected);
      expect(await usage('key')).toEqual(expected);
      expect(file.createdBy).toBe(creator.id);
    },
  );

  it.each([
    ['completed', 1],
    ['deleted', 0],
    ['aborted', 0],
    ['expired', 0],
  ] as const)('counts a file that is %s as finished', async (status, stored) => {
    const { file } = await files.create(draft(3));
    await goTo(file.id, status);
    const expected = {
      openUploads: 0,
      openChunks: 0,
      bytesInFlight: 0,
      storedBytes: stored * file.size,
    };
    expect(await usage()).toEqual(expected);
    expect(await usage('key')).toEqual(expected);
  });

  it.each([
    ['openUploads', { openUploads: 1 }, 'too_many_open_uploads', 1],
    ['openChunks', { openChunks: 5 }, 'too_many_open_chunks', 3],
    ['bytesInFlight', { bytesInFlight: 20_000_000 }, 'too_many_bytes_in_flight', 15_728_639],
    ['storedBytes', { storedBytes: 20_000_000 }, 'storage_full', 15_728_639],
    ['fileSize', { fileSize: 15_728_638 }, 'file_too_large', 0],
  ] as const)('holds a tenant and a key to %s', async (name, limits, code, used) => {
    for (const owner of ['tenant', 'key'] as const) {
      if (name !== 'fileSize') await files.create(draft(3));
      await limit(limits, owner);
      const key = uuidv7();
      const refused = {
        code,
        extensions: { limit: { name, of: owner, max: Object.values(limits)[0], used } },
      };
      const claim = { key, requestHash: 'a' };
      await expect(files.create(draft(3), claim)).rejects.toMatchObject(refused);
      expect(await usage()).toEqual(await counted());
      // Nothing is left of it: the key of the request is free.
      await limit({ [name]: null }, owner);
      const { file, replayed } = await files.create(draft(3), claim);
      expect(replayed).toBe(false);
      // Who asks again is answered, however little room there is.
      await limit(limits, owner);
      expect(await files.create(draft(3), claim)).toMatchObject({ replayed: true });
      await limit({ [name]: null }, owner);
      const { items } = await files.list(tenantId, { limit: 10 });
      for (const { id } of items) await goTo(id, 'aborted');
      expect(file.size).toBe(15_728_639);
    }
  });

  it('goes by the default where a tenant was set nothing, and by what it was set otherwise', async () => {
    const limited = draft(2, { defaultLimits: { openChunks: 1 } });
    await expect(files.create(limited)).rejects.toMatchObject({ code: 'too_many_open_chunks' });
    await limit({ openChunks: 2 });
    await expect(files.create(limited)).resolves.toMatchObject({ replayed: false });
  });

  it('is never passed by replicas that create at once', async () => {
    const other = await createDataSource({ ...database.settings, poolSize: 10 }).initialize();
    try {
      await limit({ openUploads: 7 });
      const replicas = [files, new PgFileRepository(other)];
      const tries = await Promise.allSettled(
        Array.from({ length: 120 }, (_, n) => (replicas[n % 2] ?? files).create(draft(1))),
      );
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
      const refusals = tries.flatMap((one) =>
        one.status === 'rejected' ? [(one.reason as DomainError).code] : [],
      );
      expect(new Set(refusals)).toEqual(new Set(['too_many_open_uploads']));
      expect(await usage()).toEqual(await counted());
      expect((await usage())?.openUploads).toBe(7);
    } finally {
      await other.destroy();
    }
  });

  it('counts right while files are created, completed and aborted at once', async () => {
    await limit({ openUploads: 15 });
    const ends = ['completed', 'aborted', 'deleted', 'failed', 'expired'] as const;
    let most = 0;
    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const made = await files.create(draft(2)).catch(() => undefined);
        most = Math.max(most, (await counted()).openUploads);
        if (made) await goTo(made.file.id, ends[n % ends.length] ?? 'aborted');
      }),
    );
    expect(most).toBeLessThanOrEqual(15);
    expect(await usage()).toEqual(await counted());
    expect(await usage('key')).toEqual(await counted());
  });

  it('finds and repairs counters that are wrong, also of a tenant that is busy', async () => {
    const { file } = await files.create(draft(3));
    await goTo(file.id, 'completed');
    await database.source.query(
      `UPDATE quotas SET open_uploads = 9, stored_bytes = 1 WHERE owner_id = $1`,
      [tenantId],
    );
    await database.source.query(`DELETE FROM quotas WHERE owner_id = $1`, [creator.id]);
    const busy = Promise.all(Array.from({ length: 30 }, () => files.create(draft(1))));
    const review = await quotas.reconcile(1_000, 0);
    await busy;
    expect(review.repaired).toEqual(expect.arrayContaining([tenantId, creator.id]));
    expect(await usage()).toEqual(await counted());
    expect(await usage('key')).toEqual(await counted());
    expect((await quotas.reconcile(1_000, 0)).repaired).toEqual([]);
    expect(await quotas.reconcile(1_000, 3_600)).toEqual({ tenants: 0, repaired: [] });
  });

  it('knows no limits of those that are not there', async () => {
    const id = uuidv7();
    expect(await quotas.find({ owner: 'tenant', id })).toBeUndefined();
    expect(await quotas.setLimits({ owner: 'key', id: 'x' }, { streams: 1 })).toBeUndefined();
    await limit({ streams: 3, requestsPerSecond: 20 });
    expect(await quotas.limitsOf([tenantId, creator.id, id])).toEqual(
      new Map([[tenantId, { streams: 3, requestsPerSecond: 20 }]]),
    );
  });
});
