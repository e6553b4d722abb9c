import { describe, expect, it } from '@jest/globals';
import { chunkKey, type File, type FileStatus, fileKey } from '@waybill/domain';
import { createMetricsRegistry } from '@waybill/observability';
import { createFakeObjectStore } from '@waybill/storage/testing';
import { Metrics } from '../app/metrics.js';
import { MemoryFileRepository } from '../testing/memory-file.js';
import { SweepLeftovers } from './sweep-leftovers.js';

const ours = '0198c0de-0000-7000-8000-000000000001';
const nobodys = '0198c0de-0000-7000-8000-000000000002';
const GRACE = 3_600;

async function world(status: FileStatus, age: number) {
  let now = new Date('2026-01-01T00:00:00.000Z');
  const store = createFakeObjectStore({ now: () => now, pageSize: 2 });
  const files = new MemoryFileRepository({ id: ours, status } as File);
  for (const fileId of [ours, nobodys]) {
    for (const number of [1, 2, 3]) store.bucket.put(chunkKey(fileId, number), Buffer.alloc(10));
    store.bucket.put(fileKey(fileId), Buffer.alloc(30));
    await store.uploads.create(fileKey(fileId), { contentType: 'a/b', name: 'x' });
  }
  store.bucket.put('photos/cat.jpg', Buffer.alloc(1));
  now = new Date(now.getTime() + age * 1_000);
  const metrics = new Metrics(createMetricsRegistry());
  const sweep = new SweepLeftovers({ ...store, files, now: () => now }, GRACE, metrics);
  return { store, sweep };
}

describe('SweepLeftovers', () => {
  it('removes what no row knows, over all pages, and nothing else', async () => {
    const { store, sweep } = await world('uploading', GRACE);
    expect(await sweep.execute()).toEqual({ examined: 10, objects: 4, uploads: 1, bytes: 60 });
    expect([...store.bucket.objects.keys()].sort()).toEqual(
      [
        fileKey(ours),
        'photos/cat.jpg',
        ...[1, 2, 3].map((number) => chunkKey(ours, number)),
      ].sort(),
    );
    expect([...store.bucket.uploads.values()].map(({ key }) => key)).toEqual([fileKey(ours)]);
  });

  it('keeps the object that a completed file is for', async () => {
    const { store, sweep } = await world('completed', GRACE);
    await sweep.execute();
    expect([...store.bucket.objects.keys()].sort()).toEqual([fileKey(ours), 'photos/cat.jpg']);
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
});
