import { describe, expect, it } from '@jest/globals';
import { chunkKey, type File, type FileStatus, fileKey } from '@waybill/domain';
import { createMetricsRegistry } from '@waybill/observability';
import { createFakeObjectStore } from '@waybill/storage/testing';
import { Metrics } from '../platform/metrics.js';
import { OneFileRepository } from '../testing/memory-file.js';
import { SweepLeftovers } from './sweep-leftovers.js';

const ours = '0198c0de-0000-7000-8000-000000000001';
const nobodys = '0198c0de-0000-7000-8000-000000000002';
const GRACE = 3_600;
const LONG_AGO = { body: new Uint8Array(), etag: 'x', headers: {}, modifiedAt: new Date(0) };

async function world(
  status: FileStatus,
  age: number,
  { verify = () => Promise.resolve(), pageSize = 2 } = {},
) {
  let now = new Date('2026-01-01T00:00:00.000Z');
  const store = createFakeObjectStore({ now: () => now, pageSize });
  const files = new OneFileRepository({ id: ours, status } as File);
  for (const fileId of [ours, nobodys]) {
    for (const number of [1, 2, 3]) store.bucket.put(chunkKey(fileId, number), Buffer.alloc(10));
    store.bucket.put(fileKey(fileId), Buffer.alloc(30));
    await store.uploads.create(fileKey(fileId), { contentType: 'a/b', name: 'x' });
  }
  store.bucket.put('photos/cat.jpg', Buffer.alloc(1));
  now = new Date(now.getTime() + age * 1_000);
  const metrics = new Metrics(createMetricsRegistry());
  const ports = { ...store, files, now: () => now, bucket: { verify: () => verify() } };
  const sweep = new SweepLeftovers(ports, { grace: GRACE, maxShare: 0.1 }, metrics);
  return { store, sweep };
}

describe('SweepLeftovers', () => {
  it('removes what no row knows, over all pages, and nothing else', async () => {
    const { store, sweep } = await world('uploading', GRACE);
    expect(await sweep.execute()).toEqual({
      examined: 10,
      objects: 3,
      uploads: 1,
      bytes: 30,
      kept: 1,
      stopped: false,
    });
    expect([...store.bucket.objects.keys()].sort()).toEqual(
      [
        fileKey(ours),
        fileKey(nobodys),
        'photos/cat.jpg',
        ...[1, 2, 3].map((number) => chunkKey(ours, number)),
      ].sort(),
    );
    expect([...store.bucket.uploads.values()].map(({ key }) => key)).toEqual([fileKey(ours)]);
  });

  it('keeps the object that a completed file is for', async () => {
    const { store, sweep } = await world('completed', GRACE);
    await sweep.execute();
    expect([...store.bucket.objects.keys()].sort()).toEqual(
      [fileKey(ours), fileKey(nobodys), 'photos/cat.jpg'].sort(),
    );
  });

  it('touches nothing younger than the grace', async () => {
    const { store, sweep } = await world('aborted', GRACE - 1);
    expect(await sweep.execute()).toMatchObject({ objects: 0, uploads: 0 });
    expect(store.bucket.objects.size).toBe(9);
  });

  it('ends between two pages when the process does', async () => {
    const { store, sweep } = await world('aborted', GRACE);
    const reason = new Error('shutdown');
    await expect(sweep.execute(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(store.bucket.objects.size).toBe(9);
  });

  it('removes nothing where it would be too much: the database may have lost what it is of', async () => {
    const { store, sweep } = await world('uploading', GRACE, { pageSize: 1_000 });
    for (let number = 4; number <= 110; number += 1) {
      store.bucket.objects.set(chunkKey(nobodys, number), { ...LONG_AGO });
    }
    expect(await sweep.execute()).toMatchObject({ objects: 110, uploads: 1, stopped: true });
    expect(store.bucket.objects.size).toBe(9 + 107);
    // A tenth of what was seen is not too much.
    for (let number = 4; number <= 1_100; number += 1) {
      store.bucket.objects.set(chunkKey(ours, number), { ...LONG_AGO });
    }
    expect(await sweep.execute()).toMatchObject({ objects: 110, uploads: 1, stopped: false });
  });

  it('does not touch a bucket that has gone to another installation', async () => {
    const refused = new Error('it is theirs');
    const { store, sweep } = await world('aborted', GRACE, {
      verify: () => Promise.reject(refused),
    });
    await expect(sweep.execute()).rejects.toBe(refused);
    expect(store.bucket.objects.size).toBe(9);
  });
});
