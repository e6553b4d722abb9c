import { CreateBucketCommand, DeleteBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadS3Config, type S3Config } from '@waybill/config';
import { randomUUID } from 'node:crypto';
import { createS3Client } from '../client/create-s3-client.js';
import { createObjectStore, type ObjectStore } from '../object-store.js';
import { proveProfile } from './prove-profile.js';
import { StoreProfileError } from './store-profile-error.js';

describe('proveProfile, on the real store', () => {
  const config: S3Config = { ...loadS3Config(), bucket: `waybill-test-${randomUUID()}` };
  let store: ObjectStore;

  beforeAll(async () => {
    store = createObjectStore(config);
    const client = createS3Client(config);
    await client.send(new CreateBucketCommand({ Bucket: config.bucket }));
    client.destroy();
  });
  afterAll(async () => {
    const client = createS3Client(config);
    await client.send(new DeleteBucketCommand({ Bucket: config.bucket }));
    client.destroy();
    store.close();
  });

  const nothingLeft = async () =>
    expect((await store.lister.objects('', undefined)).items).toEqual([]);

  it('believes the profile that is known to be its own, and leaves nothing behind', async () => {
    await proveProfile(config, store.remover);
    await nothingLeft();
  });

  it('finds out whether the checksum of AWS is enforced, and leaves nothing behind', async () => {
    const proof = proveProfile({ ...config, profile: 'sha256' }, store.remover);
    if (config.profile === 'sha256') await expect(proof).resolves.toBeUndefined();
    else await expect(proof).rejects.toThrow(StoreProfileError);
    await nothingLeft();
  });

  it('asks nothing of a store of which nothing is expected', async () => {
    const nowhere: S3Config = { ...config, endpoint: 'http://127.0.0.1:1', profile: 'none' };
    await expect(proveProfile(nowhere, store.remover)).resolves.toBeUndefined();
  });

  it.each<[string, Partial<S3Config>]>([
    ['that is away', { endpoint: 'http://127.0.0.1:1' }],
    ['that has no such bucket', { bucket: `waybill-test-${randomUUID()}` }],
    [
      'that does not know the key',
      { uploadCredentials: { accessKeyId: 'A', secretAccessKey: 'b' } },
    ],
  ])('cannot tell of a store %s', async (_, wrong) => {
    const proof = proveProfile({ ...config, profile: 'md5', ...wrong }, store.remover);
    await expect(proof).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
