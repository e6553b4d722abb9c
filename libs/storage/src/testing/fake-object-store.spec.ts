import { describe, expect, it } from '@jest/globals';
import { STORE_PROFILES, type StoreProfile } from '@waybill/domain';
import { describeObjectStore, PAGE_SIZE, type StoreUnderTest } from './conformance.js';
import { createFakeObjectStore } from './fake-object-store.js';
import { FakeChunkUrlSigner, FakePutSigner } from './fake-signers.js';

function open(profile: StoreProfile): StoreUnderTest {
  const store = createFakeObjectStore({ profile, pageSize: PAGE_SIZE });
  return {
    bucket: store.bucket.name,
    profile,
    store,
    signerAt: (now) => new FakeChunkUrlSigner(new FakePutSigner(store.bucket, profile, () => now)),
    send: (request) => Promise.resolve(store.send(request)),
    put: (key, body) => {
      store.bucket.put(key, body);
      return Promise.resolve();
    },
    headersOf: (key) => Promise.resolve(store.bucket.objects.get(key)?.headers ?? {}),
    close: () => Promise.resolve(),
  };
}

for (const profile of STORE_PROFILES)
  describeObjectStore(`the fake store, profile ${profile}`, () => Promise.resolve(open(profile)));

describe('the fake store', () => {
  it('fails every call while it is down', async () => {
    const store = createFakeObjectStore();
    store.bucket.down = true;
    const unavailable = { code: 'store_unavailable' };
    await expect(store.reader.head('k')).rejects.toMatchObject(unavailable);
    await expect(store.remover.removePrefix('k')).rejects.toMatchObject(unavailable);
    await expect(store.uploads.find('k')).rejects.toMatchObject(unavailable);
    store.bucket.down = false;
    await expect(store.reader.head('k')).resolves.toBeUndefined();
  });
});
