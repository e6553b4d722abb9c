import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JournalEvent } from '@waybill/domain';
import { TimeoutError } from 'p-timeout';
import { v7 as uuidv7 } from 'uuid';
import { PgChunkRepository } from '../chunks/pg-chunk-repository.js';
import { rowsOf } from '../connection/sql.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { arrivalOf, createTenant, createTestDatabase, draftOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgJournal } from './pg-journal.js';
import { PgOutbox } from './pg-outbox.js';

describe('PgOutbox.publishNext', () => {
  let database: TestDatabase;
  let outbox: PgOutbox;
  let journal: PgJournal;
  let files: PgFileRepository;
  let tenantId: string;
  let published: JournalEvent[];

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    outbox = new PgOutbox(database.source, { publishTimeoutMs: 300 });
    journal = new PgJournal(database.source);
    files = new PgFileRepository(database.source);
    tenantId = await createTenant(database.source);
  });

  afterAll(() => database.drop());

  beforeEach(async () => {
    while (await outbox.publishNext(1_000, () => Promise.resolve()));
    published = [];
  });

  const publish = (events: readonly JournalEvent[]) => {
    published.push(...events);
    return Promise.resolve();
  };

  async function createFiles(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index++) {
      ids.push((await files.create(draftOf(tenantId, 1))).file.id);
    }
    return ids;
  }

  const positions = () => published.map(({ position }) => position);

  it('publishes in the order of writing, in steps, with gapless positions', async () => {
    const start = await journal.lastPosition();
    const ids = await createFiles(3);
    await expect(outbox.publishNext(2, publish)).resolves.toBe(2);
    await expect(outbox.publishNext(2, publish)).resolves.toBe(1);
    await expect(outbox.publishNext(2, publish)).resolves.toBe(0);

    expect(published.map(({ fileId }) => fileId)).toEqual(ids);
    expect(positions()).toEqual([1, 2, 3].map((step) => start + step));
    await expect(journal.lastPosition()).resolves.toBe(start + 3);
    await expect(journal.publishedAfter(start, {}, 10)).resolves.toEqual(published);
    await expect(journal.publishedAfter(start + 1, {}, 1)).resolves.toEqual([published[1]]);
  });

  it('publishes the same positions again after a publisher that failed', async () => {
    await createFiles(2);
    const seen: JournalEvent[] = [];
    const failure = Object.assign(new Error('Redis is down'), { code: 'ECONNREFUSED' });
    const failing = outbox.publishNext(10, (events) => {
      seen.push(...events);
      return Promise.reject(failure);
    });
    await expect(failing).rejects.toBe(failure);

    await createFiles(1);
    await expect(outbox.publishNext(10, publish)).resolves.toBe(2);
    expect(published).toEqual(seen);
    await expect(outbox.publishNext(10, publish)).resolves.toBe(1);
  });

  it('never gives a position away that somebody may have seen', async () => {
    // A lower id, committed after a higher one was handed to a publisher that failed.
    const runner = database.source.createQueryRunner();
    await runner.startTransaction();
    await runner.query(
      `INSERT INTO journal (file_id, tenant_id, type) VALUES ($1, $2, 'file.aborted')`,
      [uuidv7(), tenantId],
    );
    const [id] = await createFiles(1);
    let seen: JournalEvent | undefined;
    const failing = outbox.publishNext(10, ([event]) => {
      seen = event;
      return Promise.reject(new Error('no'));
    });
    await expect(failing).rejects.toThrow('no');
    await runner.commitTransaction();
    await runner.release();

    while (await outbox.publishNext(10, publish));
    expect(seen?.fileId).toBe(id);
    expect(published[0]).toEqual(seen);
    expect(published.map(({ type }) => type)).toEqual(['file.created', 'file.aborted']);
  });

  it('does not wait for ever for a publisher that hangs', async () => {
    await createFiles(1);
    const hanging = outbox.publishNext(10, () => new Promise(() => undefined));
    await expect(hanging).rejects.toBeInstanceOf(TimeoutError);
    await expect(outbox.publishNext(10, publish)).resolves.toBe(1);
  });

  it('lets only one relay publish at a time', async () => {
    await createFiles(1);
    let others: number[] = [];
    const one = await outbox.publishNext(10, async (events) => {
      others = await Promise.all([1, 2].map(() => outbox.publishNext(10, publish)));
      await publish(events);
    });
    expect([one, others]).toEqual([1, [0, 0]]);
    expect(published).toHaveLength(1);
  });

  it('is gapless, and in order for each file, with two relays while eight write', async () => {
    const start = await journal.lastPosition();
    const chunks = new PgChunkRepository(database.source);
    const expected = 8 * 10 * 4;
    const write = async () => {
      for (let index = 0; index < 10; index++) {
        const draft = draftOf(tenantId, 2, { autoComplete: true });
        await files.create(draft);
        for (const number of [1, 2]) {
          const arrivals = [arrivalOf(draft, number)];
          await chunks.recordArrivals({ arrivals, verification: 'storage' });
        }
      }
    };
    const relay = async () => {
      while (published.length < expected) {
        await outbox
          .publishNext(7, async (events) => {
            await new Promise((resolve) => setTimeout(resolve, 2));
            if (Math.random() < 0.2) throw new Error('now and then');
            await publish(events);
          })
          .catch(() => undefined);
      }
    };
    await Promise.all([relay(), relay(), ...Array.from({ length: 8 }, write)]);

    expect(positions()).toEqual(Array.from({ length: expected }, (_, step) => start + step + 1));
    const stories = new Map<string, string[]>();
    for (const { fileId = '', type } of published) {
      stories.set(fileId, [...(stories.get(fileId) ?? []), type]);
    }
    for (const story of stories.values()) {
      expect(story).toEqual(['file.created', 'file.uploading', 'file.uploaded', 'file.completing']);
    }
    const left = await rowsOf(database.source, 'SELECT FROM journal WHERE position IS NULL');
    expect(left).toHaveLength(0);
  }, 60_000);

  it('reads by tenant and by file', async () => {
    const start = await journal.lastPosition();
    const other = await createTenant(database.source);
    const [mine] = await createFiles(1);
    await files.create(draftOf(other, 1));
    await files.change({ fileId: mine ?? '' }, () => ({ status: 'aborted' }));
    await outbox.publishNext(10, publish);

    const read = async (scope: Parameters<typeof journal.publishedAfter>[1]) =>
      (await journal.publishedAfter(start, scope, 10)).map(({ position }) => position - start);
    await expect(read({})).resolves.toEqual([1, 2, 3]);
    await expect(read({ tenantId })).resolves.toEqual([1, 3]);
    await expect(read({ tenantId: other })).resolves.toEqual([2]);
    await expect(read({ fileId: mine ?? '' })).resolves.toEqual([1, 3]);
    await expect(read({ fileId: mine ?? '', tenantId: other })).resolves.toEqual([]);
    await expect(read({ fileId: 'no-uuid' })).resolves.toEqual([]);
  });

  it('pages a timeline', async () => {
    const [id = ''] = await createFiles(1);
    await files.change({ fileId: id }, () => ({ status: 'completing' }));
    await files.change({ fileId: id }, () => ({ status: 'completed' }));
    const first = await journal.timeline(id, { limit: 2 });
    const rest = await journal.timeline(id, { limit: 2, after: first.next ?? '' });
    expect([...first.items, ...rest.items].map(({ type }) => type)).toEqual([
      'file.created',
      'file.completing',
      'file.completed',
    ]);
    expect(rest.next).toBeUndefined();
    await expect(journal.timeline(id, { limit: 2, after: 'x' })).rejects.toMatchObject({
      code: 'cursor_invalid',
    });
    await expect(journal.timeline('no-uuid', { limit: 2 })).resolves.toEqual({ items: [] });
  });
});
