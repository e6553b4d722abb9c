import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MIN_CHUNK_SIZE, chunkSpan, planChunks, planVariableChunks } from '@waybill/domain';
import type { FileStatus } from '@waybill/domain';
import { v7 as uuidv7 } from 'uuid';
import { PgChunkRepository } from '../chunks/pg-chunk-repository.js';
import { PgJournal } from '../journal/pg-journal.js';
import { createTenant, createTestDatabase, draftOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgFileRepository } from './pg-file-repository.js';

describe('PgFileRepository', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let chunks: PgChunkRepository;
  let journal: PgJournal;
  let tenantId: string;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    files = new PgFileRepository(database.source);
    chunks = new PgChunkRepository(database.source);
    journal = new PgJournal(database.source);
    tenantId = await createTenant(database.source);
  });

  afterAll(() => database.drop());

  const storyOf = async (fileId: string) =>
    (await journal.timeline(fileId, { limit: 100 })).items.map(({ type, data }) => ({
      type,
      data,
    }));

  describe('create', () => {
    it('inserts file, chunks and journal row, and answers what find finds', async () => {
      const digests = [
        { sha256: 'ab'.repeat(32), md5: 'cd'.repeat(16) },
        { sha256: '01'.repeat(32) },
        {},
      ];
      const draft = draftOf(tenantId, 3, { digests, metadata: { camera: 'x "y" \\ é' } });
      const { file, replayed } = await files.create(draft);

      expect(replayed).toBe(false);
      await expect(files.find({ fileId: draft.id, tenantId })).resolves.toEqual(file);
      expect(file).toMatchObject({ status: 'pending', uploadedBytes: 0, chunkCount: 3 });
      await expect(chunks.all(draft.id)).resolves.toEqual(
        [0, 1, 2].map((index) => ({
          fileId: draft.id,
          number: index + 1,
          offset: index * MIN_CHUNK_SIZE,
          size: index === 2 ? MIN_CHUNK_SIZE - 1 : MIN_CHUNK_SIZE,
          status: 'pending',
          rejections: 0,
          ...digests[index],
        })),
      );
      await expect(storyOf(draft.id)).resolves.toEqual([
        {
          type: 'file.created',
          data: { name: draft.name, size: draft.plan.size, chunkCount: 3 },
        },
      ]);
    });

    it('makes the one chunk of an empty file', async () => {
      const draft = draftOf(tenantId, 1, { plan: planChunks(0) });
      await files.create(draft);
      await expect(chunks.all(draft.id)).resolves.toMatchObject([{ number: 1, size: 0 }]);
    });

    it('cuts a variable plan as the client did', async () => {
      const sizes = [MIN_CHUNK_SIZE + 3, MIN_CHUNK_SIZE, 2 * MIN_CHUNK_SIZE + 1, 7];
      const size = sizes.reduce((sum, one) => sum + one, 0);
      const plan = planVariableChunks(size, sizes);
      const digests = sizes.map((_, index) => ({ sha256: `0${index}`.repeat(32) }));
      const draft = draftOf(tenantId, 1, { plan, digests });
      const { file } = await files.create(draft);
      await expect(files.find({ fileId: draft.id })).resolves.toEqual(file);
      expect(file).toMatchObject({ chunkCount: 4, chunkSize: plan.chunkSize, size });
      await expect(chunks.all(draft.id)).resolves.toEqual(
        [1, 2, 3, 4].map((number) => ({
          fileId: draft.id,
          status: 'pending',
          rejections: 0,
          ...chunkSpan(plan, number),
          ...digests[number - 1],
        })),
      );
    });

    it('remembers what the client says the whole file is', async () => {
      const draft = draftOf(tenantId, 1, { declaredFingerprint: 'f-1', strategy: 'single' });
      const { file } = await files.create(draft);
      expect(file).toMatchObject({ declaredFingerprint: 'f-1', strategy: 'single' });
      await expect(files.find({ fileId: draft.id })).resolves.toEqual(file);
      const changed = await files.change({ fileId: draft.id }, () => ({ status: 'completing' }));
      expect(changed.declaredFingerprint).toBe('f-1');
      const again = await files.change({ fileId: draft.id }, ({ status }) => ({
        status,
        declaredFingerprint: 'f-2',
      }));
      expect(again.declaredFingerprint).toBe('f-2');
      await expect(files.find({ fileId: draft.id })).resolves.toEqual(again);
    });

    it('makes 10,000 chunks, the last as large as what is left of 48.8 TiB', async () => {
      const plan = planChunks(10_000 * 5 * 2 ** 30 - 7, 5 * 2 ** 30);
      const digests = Array.from({ length: 10_000 }, () => ({ sha256: 'ee'.repeat(32) }));
      const draft = draftOf(tenantId, 1, { plan, digests });
      const { file } = await files.create(draft);
      const all = await chunks.all(draft.id);
      expect(file.size).toBe(plan.size);
      expect(all).toHaveLength(10_000);
      expect(all.at(-1)).toMatchObject({
        number: 10_000,
        offset: 9_999 * 5 * 2 ** 30,
        size: 5 * 2 ** 30 - 7,
        sha256: 'ee'.repeat(32),
      });
      expect(all.reduce((sum, chunk) => sum + chunk.size, 0)).toBe(plan.size);
    });

    it('makes one file of many requests with one key', async () => {
      const claim = { key: 'race', requestHash: 'a' };
      const results = await Promise.all(
        Array.from({ length: 12 }, () => files.create(draftOf(tenantId, 2), claim)),
      );
      expect(new Set(results.map(({ file }) => file.id)).size).toBe(1);
      expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
      const [first] = results;
      await expect(chunks.all(first?.file.id ?? '')).resolves.toHaveLength(2);
      await expect(storyOf(first?.file.id ?? '')).resolves.toHaveLength(1);
    });

    it('refuses a key that came with another request, and writes nothing', async () => {
      await files.create(draftOf(tenantId, 1), { key: 'reused', requestHash: 'a' });
      const other = draftOf(tenantId, 1);
      await expect(files.create(other, { key: 'reused', requestHash: 'b' })).rejects.toMatchObject({
        code: 'idempotency_key_reused',
      });
      await expect(files.find({ fileId: other.id })).resolves.toBeUndefined();
    });

    it('keeps the keys of tenants apart', async () => {
      const claim = { key: 'shared', requestHash: 'a' };
      const other = await createTenant(database.source);
      const mine = await files.create(draftOf(tenantId, 1), claim);
      const theirs = await files.create(draftOf(other, 1), claim);
      expect(theirs.replayed).toBe(false);
      expect(theirs.file.id).not.toBe(mine.file.id);
    });
  });

  describe('find', () => {
    it('finds nothing for another tenant, and nothing for what is no id', async () => {
      const draft = draftOf(tenantId, 1);
      await files.create(draft);
      await expect(files.find({ fileId: draft.id, tenantId: uuidv7() })).resolves.toBeUndefined();
      await expect(files.find({ fileId: 'no-uuid' })).resolves.toBeUndefined();
      await expect(files.find({ fileId: draft.id })).resolves.toMatchObject({ id: draft.id });
    });
  });

  describe('list', () => {
    it('pages a tenant’s files newest first, by status if asked', async () => {
      const tenant = await createTenant(database.source);
      const ids: string[] = [];
      for (let index = 0; index < 5; index++) {
        ids.unshift((await files.create(draftOf(tenant, 1))).file.id);
      }
      const aborted = ids[2] ?? '';
      await files.change({ fileId: aborted }, () => ({ status: 'aborted' }));

      const first = await files.list(tenant, { limit: 3 });
      expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 3));
      const last = await files.list(tenant, { limit: 3, before: first.next ?? '' });
      expect(last.items.map(({ id }) => id)).toEqual(ids.slice(3));
      expect(last.next).toBeUndefined();
      expect((await files.list(tenant, { limit: 5 })).next).toBeUndefined();

      const ended = await files.list(tenant, { limit: 3, status: 'aborted' });
      expect(ended.items.map(({ id }) => id)).toEqual([aborted]);
      expect((await files.list(uuidv7(), { limit: 3 })).items).toEqual([]);
    });

    it('refuses a cursor that is none', async () => {
      await expect(files.list(tenantId, { limit: 1, before: 'x' })).rejects.toMatchObject({
        code: 'cursor_invalid',
      });
    });
  });

  describe('claimUploadId', () => {
    it('tells all who race the same winner', async () => {
      const { file } = await files.create(draftOf(tenantId, 1));
      const told = await Promise.all(
        Array.from({ length: 8 }, (_, index) => files.claimUploadId(file.id, `upload-${index}`)),
      );
      const winner = told[0] ?? '';
      expect(new Set(told)).toEqual(new Set([winner]));

      await files.releaseUploadId(file.id, 'another');
      await expect(files.claimUploadId(file.id, 'later')).resolves.toBe(winner);
      await files.releaseUploadId(file.id, winner);
      await expect(files.claimUploadId(file.id, 'later')).resolves.toBe('later');
    });

    it('writes nothing for who asks again', async () => {
      const { file } = await files.create(draftOf(tenantId, 1));
      await files.claimUploadId(file.id, 'first');
      const before = await files.find({ fileId: file.id });
      await expect(files.claimUploadId(file.id, 'second')).resolves.toBe('first');
      await expect(files.find({ fileId: file.id })).resolves.toEqual(before);
    });

    it.each<[readonly FileStatus[], string | undefined]>([
      [[], 'u'],
      [['uploading'], 'u'],
      [['uploaded'], 'u'],
      [['completing'], 'u'],
      [['completing', 'failed'], 'u'],
      [['completing', 'completed'], undefined],
      [['aborted'], undefined],
      [['expired'], undefined],
      [['completing', 'completed', 'deleted'], undefined],
    ])('after %j answers %s', async (path, answer) => {
      const { file } = await files.create(draftOf(tenantId, 1));
      for (const status of path) await files.change({ fileId: file.id }, () => ({ status }));
      await expect(files.claimUploadId(file.id, 'u')).resolves.toBe(answer);
    });

    it('knows nothing of what is no file', async () => {
      await expect(files.claimUploadId(uuidv7(), 'u')).resolves.toBeUndefined();
      await expect(files.claimUploadId('no-uuid', 'u')).resolves.toBeUndefined();
    });
  });

  describe('statuses', () => {
    it('tells what each file is, and leaves out what is none', async () => {
      const [a, b] = await Promise.all([1, 2].map(() => files.create(draftOf(tenantId, 1))));
      const first = a?.file.id ?? '';
      const second = b?.file.id ?? '';
      await files.change({ fileId: second }, () => ({ status: 'aborted' }));
      await expect(files.statuses([first, second, uuidv7(), 'no-uuid', first])).resolves.toEqual(
        new Map([
          [first, 'pending'],
          [second, 'aborted'],
        ]),
      );
      await expect(files.statuses([])).resolves.toEqual(new Map());
    });
  });

  describe('findExpired', () => {
    it('finds unfinished files whose time is over, oldest first', async () => {
      const at = (minutes: number) => new Date(Date.UTC(2001, 0, 1, 0, minutes));
      const [late, early, future, aborted] = await Promise.all(
        [2, 1, 30, 0].map(async (minutes) => {
          const draft = draftOf(tenantId, 1, { expiresAt: at(minutes) });
          return (await files.create(draft)).file.id;
        }),
      );
      await files.change({ fileId: aborted ?? '' }, () => ({ status: 'aborted' }));
      await expect(files.findExpired(at(10), 10)).resolves.toEqual([early, late]);
      await expect(files.findExpired(at(10), 1)).resolves.toEqual([early]);
      await expect(files.findExpired(at(60), 10)).resolves.toEqual([early, late, future]);
    });
  });
});
