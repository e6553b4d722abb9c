import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MultipartUploads } from '@waybill/domain';
import type { StoreUnderTest } from '../testing/conformance/store-under-test.js';
import { openRealStore } from '../testing/real-store.js';
import { StoreProbe } from './store-probe.js';

describe('StoreProbe', () => {
  let real: StoreUnderTest;
  beforeAll(async () => {
    real = await openRealStore();
  });
  afterAll(() => real?.close());

  const leftBehind = async () => [
    ...(await real.store.lister.uploads('')).items,
    ...(await real.store.lister.objects('')).items,
  ];

  it('reads and writes, and leaves nothing behind', async () => {
    const probe = new StoreProbe(real.store);
    await probe.read();
    await probe.write();
    expect(await leftBehind()).toEqual([]);
  });

  it('takes away what a write has left whose answer was lost', async () => {
    const { uploads, reader } = real.store;
    let lost = true;
    const lossy = Object.assign(Object.create(uploads) as MultipartUploads, {
      create: async (...args: Parameters<MultipartUploads['create']>) => {
        const id = await uploads.create(...args);
        if (lost) throw new Error('no answer');
        return id;
      },
    });
    const probe = new StoreProbe({ reader, uploads: lossy });
    await expect(probe.write()).rejects.toThrow('no answer');
    expect(await leftBehind()).toHaveLength(1);
    lost = false;
    await probe.write();
    expect(await leftBehind()).toEqual([]);
  });
});
