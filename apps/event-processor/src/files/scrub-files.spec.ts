import { describe, expect, it } from '@jest/globals';
import { type DriftFound, DriftRegister, type File, fileKey } from '@waybill/domain';
import { createMetricsRegistry, createLogger } from '@waybill/observability';
import { createFakeObjectStore } from '@waybill/storage/testing';
import { Metrics } from '../platform/metrics.js';
import { ScrubFiles } from './scrub-files.js';

const id = '0198c0de-0000-7000-8000-000000000001';
const bytes = Buffer.from('0123456789');

class Recorder extends DriftRegister {
  readonly recorded: (DriftFound['reason'] | 'right')[] = [];
  readonly soon: string[] = [];
  constructor(private readonly files: readonly File[]) {
    super();
  }
  override claimDue = () => Promise.resolve(this.files);
  override count = () => Promise.resolve(0);
  override lookSoon = (ids: readonly string[]) => Promise.resolve(void this.soon.push(...ids));
  override record = (_: File, drift: DriftFound | undefined) => {
    this.recorded.push(drift?.reason ?? 'right');
    return Promise.resolve('unchanged' as const);
  };
}

function world(change: Partial<File> = {}) {
  const store = createFakeObjectStore();
  const { etag } = store.bucket.put(fileKey(id), bytes);
  const location = { bucket: 'fake', key: fileKey(id), etag };
  const register = new Recorder([{ id, size: bytes.length, location, ...change } as File]);
  const metrics = new Metrics(createMetricsRegistry());
  const rules = { every: 60, maxFiles: 10 };
  const logger = createLogger('test', 'silent');
  const scrub = new ScrubFiles(register, store.reader, rules, metrics, logger);
  return { store, register, scrub };
}

describe('ScrubFiles', () => {
  it('finds an object right, gone, or another', async () => {
    const { store, register, scrub } = world();
    await scrub.execute();
    store.bucket.put(fileKey(id), Buffer.from('012345678x'));
    await scrub.execute();
    store.bucket.objects.delete(fileKey(id));
    await scrub.execute();
    expect(register.recorded).toEqual(['right', 'changed', 'missing']);
  });

  it('calls a file neither right nor lost while the store does not answer, and asks again soon', async () => {
    const { store, register, scrub } = world();
    store.bucket.down = true;
    await expect(scrub.execute()).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(register.recorded).toEqual([]);
    expect(register.soon).toEqual([id]);
  });

  it('looks once more before it calls an object lost', async () => {
    const { store, register } = world();
    let looks = 0;
    const reader = {
      head: (key: string) => (looks++ === 0 ? Promise.resolve(undefined) : store.reader.head(key)),
    };
    const metrics = new Metrics(createMetricsRegistry());
    const rules = { every: 60, maxFiles: 10 };
    const logger = createLogger('test', 'silent');
    await new ScrubFiles(register, reader, rules, metrics, logger).execute();
    expect(register.recorded).toEqual(['right']);
  });
});
