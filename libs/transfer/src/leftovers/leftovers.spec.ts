import { describe, expect, it } from '@jest/globals';
import { chunkKey, type File, FILE_STATUSES, fileKey, type FileStatus } from '@waybill/domain';
import { createFakeObjectStore, type FakeObjectStore } from '@waybill/storage/testing';
import { findLeftovers } from './find-leftovers.js';
import type { Leftover } from './leftover.js';
import { removeLeftovers } from './remove-leftovers.js';

const DAY = 86_400;
const start = new Date('2026-01-01T00:00:00Z');
const bytes = Buffer.from('some bytes');
const idOf = (status: string) => {
  const index = (FILE_STATUSES as readonly string[]).indexOf(status);
  return `0198c0de-0000-7000-8000-00000000000${index === -1 ? 'f' : String(index)}`;
};

interface World {
  readonly store: FakeObjectStore;
  /** Ids that the database was asked for. */
  readonly asked: string[][];
  now: Date;
  /** Of the files' rows. */
  readonly uploadIds: Map<string, string>;
  all(cursor?: string): Promise<{ items: Leftover[]; examined: number; pages: number }>;
}

function world(pageSize = 1_000): World {
  const made = { now: start, uploadIds: new Map<string, string>() };
  const store = createFakeObjectStore({ now: () => made.now, pageSize });
  const asked: string[][] = [];
  const files = {
    statuses: (ids: readonly string[]) => {
      asked.push([...ids]);
      const known = FILE_STATUSES.map((status): [string, FileStatus] => [idOf(status), status]);
      return Promise.resolve(new Map(known.filter(([id]) => ids.includes(id))));
    },
    find: ({ fileId }: { readonly fileId: string }) =>
      Promise.resolve({ uploadId: made.uploadIds.get(fileId) } as File),
  };
  const all = async () => {
    const total = { items: [] as Leftover[], examined: 0, pages: 0 };
    let cursor: string | undefined;
    do {
      const query = { grace: DAY, ...(cursor !== undefined && { cursor }) };
      const page = await findLeftovers({ lister: store.lister, files, now: () => made.now }, query);
      total.items.push(...page.items);
      total.examined += page.examined;
      total.pages += 1;
      cursor = page.next;
    } while (cursor !== undefined);
    return total;
  };
  return Object.assign(made, { store, asked, all });
}

const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);

/** For a file of every status and for one that nobody knows: two chunks, its object, an upload. */
async function fill({ store }: World): Promise<void> {
  for (const status of [...FILE_STATUSES, 'unknown']) {
    const id = idOf(status);
    store.bucket.put(chunkKey(id, 1), bytes);
    store.bucket.put(chunkKey(id, 2), bytes);
    store.bucket.put(fileKey(id), bytes);
    await store.uploads.create(fileKey(id), { contentType: 'x/y', name: 'x' });
  }
}

describe('findLeftovers', () => {
  it('finds what belongs to files that do not need it any more, and to none', async () => {
    const made = world();
    await fill(made);
    made.now = later(DAY);
    const { items, examined } = await made.all();
    expect(examined).toBe(40);
    const found = (kind: string, prefix: string) =>
      items
        .filter((item) => item.kind === kind && item.key.startsWith(prefix))
        .map(({ reason }) => reason);
    const ends = ['file_completed', 'file_aborted', 'file_expired', 'file_deleted', 'unknown_file'];
    expect(found('object', 'uploads/')).toEqual(ends.flatMap((end) => [end, end]));
    expect(found('object', 'files/')).toEqual(ends.filter((end) => end !== 'file_completed'));
    expect(found('upload', 'files/')).toEqual(ends);
  });

  it('says what it has found', async () => {
    const made = world();
    const id = idOf('unknown');
    made.store.bucket.put(fileKey(id), bytes);
    const uploadId = await made.store.uploads.create(fileKey(id), { contentType: 'x/y', name: '' });
    made.now = later(DAY);
    const common = { key: fileKey(id), modifiedAt: start, reason: 'unknown_file' };
    const [object, upload] = [{ kept: true }, { kept: false }];
    expect((await made.all()).items).toEqual([
      { kind: 'object', size: bytes.length, ...common, ...object },
      { kind: 'upload', uploadId, ...common, ...upload },
    ]);
  });

  it('walks through all lists page by page, and finds the same', async () => {
    const [large, small] = [world(), world(3)];
    await Promise.all([fill(large), fill(small)]);
    large.now = small.now = later(DAY);
    const [whole, paged] = [await large.all(), await small.all()];
    expect(whole.pages).toBe(3);
    expect(paged.pages).toBe(7 + 4 + 4);
    const told = ({ kind, key, reason }: Leftover) => `${kind} ${key} ${reason}`;
    expect(paged.items.map(told)).toEqual(whole.items.map(told));
    expect(Math.max(...small.asked.map((ids) => ids.length))).toBeLessThanOrEqual(3);
  });

  it('leaves alone what is younger than the grace period', async () => {
    const made = world();
    await fill(made);
    made.now = later(DAY - 1);
    expect(await made.all()).toMatchObject({ items: [], examined: 40 });
    expect(made.asked).toEqual([]);
  });

  it('does not look at keys that are not ours', async () => {
    const made = world();
    const id = idOf('unknown');
    const strange = [
      'uploads/readme.txt',
      `uploads/${id}/chunks/01`,
      `uploads/${id}/chunks/1/x`,
      'files/',
      `files/${id}.bak`,
      `files/${id.toUpperCase()}`,
      `backup/files/${id}`,
    ];
    for (const key of strange) made.store.bucket.put(key, bytes);
    await made.store.uploads.create('files/theirs', { contentType: 'x/y', name: 'x' });
    made.now = later(10 * DAY);
    expect((await made.all()).items).toEqual([]);
    await removeLeftovers(
      made.store,
      strange.map((key) => ({
        kind: 'object',
        key,
        modifiedAt: start,
        reason: 'unknown_file',
        kept: false,
      })),
      { finals: true },
    );
    expect(made.store.bucket.objects.size).toBe(strange.length);
  });

  it.each(['', 'nowhere', 'chunks.', '../files', '__proto__'])(
    'refuses the cursor "%s"',
    async (cursor) => {
      const { store } = world();
      const files = {
        statuses: () => Promise.resolve(new Map()),
        find: () => Promise.resolve(undefined),
      };
      const ports = { lister: store.lister, files, now: () => start };
      await expect(findLeftovers(ports, { grace: DAY, cursor })).rejects.toMatchObject({
        code: 'cursor_invalid',
      });
    },
  );

  it('refuses a cursor that the store refuses', async () => {
    const { store } = world();
    const lister = Object.assign(Object.create(store.lister) as typeof store.lister, {
      uploads: () => Promise.reject(new RangeError('This is no cursor.')),
    });
    const files = {
      statuses: () => Promise.resolve(new Map()),
      find: () => Promise.resolve(undefined),
    };
    const ports = { lister, files, now: () => start };
    await expect(
      findLeftovers(ports, { grace: DAY, cursor: 'uploads.forged' }),
    ).rejects.toMatchObject({ code: 'cursor_invalid' });
  });
});

describe('an upload beside a completed object', () => {
  it('is left alone where the object was made of it, and is a leftover where it was not', async () => {
    const made = world();
    const key = fileKey(idOf('completed'));
    const options = { contentType: 'x/y', name: 'x' };
    const stray = await made.store.uploads.create(key, options);
    made.uploadIds.set(idOf('completed'), await made.store.uploads.create(key, options));
    made.now = later(DAY);
    const { items } = await made.all();
    expect(items.map(({ uploadId }) => uploadId)).toEqual([stray]);
  });
});

describe('removeLeftovers', () => {
  const ofUnknown = [fileKey(idOf('expired')), fileKey(idOf('unknown'))];

  it('keeps finished objects whose rows may have been lost, until a person asks for them', async () => {
    const made = world(4);
    await fill(made);
    made.now = later(DAY);
    await removeLeftovers(made.store, (await made.all()).items);
    const { items } = await made.all();
    expect(items.map(({ key, kept }) => [key, kept])).toEqual(ofUnknown.map((key) => [key, true]));
    expect(items.map(({ reason }) => reason)).toEqual(['file_expired', 'unknown_file']);
    await removeLeftovers(made.store, items, { finals: true });
    expect((await made.all()).items).toEqual([]);
  });

  it('removes exactly what was found', async () => {
    const made = world(4);
    await fill(made);
    made.now = later(DAY);
    const { items } = await made.all();
    await removeLeftovers(made.store, items, { finals: true });
    // What was removed already is no error.
    await removeLeftovers(made.store, items, { finals: true });
    expect((await made.all()).items).toEqual([]);
    const left = ['pending', 'uploading', 'uploaded', 'completing', 'failed'].map(idOf);
    const kept = (id: string) => [chunkKey(id, 1), chunkKey(id, 2), fileKey(id)];
    expect([...made.store.bucket.objects.keys()].sort()).toEqual(
      [...left.flatMap(kept), fileKey(idOf('completed'))].sort(),
    );
    const uploads = [...made.store.bucket.uploads.values()].map(({ key }) => key);
    expect(uploads.sort()).toEqual(left.map(fileKey).sort());
  });
});
