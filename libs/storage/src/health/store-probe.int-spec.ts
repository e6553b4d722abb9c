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
    const { uploads, reader, trials } = real.store;
    let lost = true;
    const lossy = Object.assign(Object.create(uploads) as MultipartUploads, {
      create: async (...args: Parameters<MultipartUploads['create']>) => {
        const id = await uploads.create(...args);
        if (lost) throw new Error('no answer');
        return id;
      },
    });
    const probe = new StoreProbe({ reader, uploads: lossy, trials });
    await expect(probe.write()).rejects.toThrow('no answer');
    expect(await leftBehind()).toHaveLength(1);
    lost = false;
    await probe.write();
    expect(await leftBehind()).toEqual([]);
  });

  it('finds a store that begins uploads and takes no bytes, and leaves nothing behind there either', async () => {
    const { uploads, reader } = real.store;
    const send = () => Promise.reject(new Error('the quota is used up'));
    const probe = new StoreProbe({ reader, uploads, trials: { send } });
    await expect(probe.write()).rejects.toThrow('the quota is used up');
    expect(await leftBehind()).toEqual([]);
  });

  it('takes no offence at another process that tidies up at the same time', async () => {
    const { uploads, reader, trials } = real.store;
    const send = async (key: string, uploadId: string) => {
      await uploads.abort(key, uploadId);
      await trials.send(key, uploadId);
    };
    await new StoreProbe({ reader, uploads, trials: { send } }).write();
    expect(await leftBehind()).toEqual([]);
  });
});
