import { CreateBucketCommand, DeleteBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadS3Config } from '@waybill/config';
import { chunkKey, fileKey } from '@waybill/domain';
import { randomUUID } from 'node:crypto';
import { createObjectStore, type ObjectStore } from '../object-store.js';
import { createS3Client } from './create-s3-client.js';

const PREFIX = 'team.a/waybill/';

describe('keys under a prefix', () => {
  const bucket = `waybill-test-${randomUUID()}`;
  const config = { ...loadS3Config(), bucket };
  const client = createS3Client(config);
  let whole: ObjectStore;
  let within: ObjectStore;

  beforeAll(async () => {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    whole = createObjectStore(config);
    within = createObjectStore({ ...config, prefix: PREFIX });
  });

  afterAll(async () => {
    await whole?.remover.removePrefix('');
    whole?.close();
    within?.close();
    await client.send(new DeleteBucketCommand({ Bucket: bucket }));
    client.destroy();
  });

  const keys = async (store: ObjectStore) =>
    (await store.lister.objects('')).items.map(({ key }) => key);

  it('lie under it in the bucket, and bear it nowhere else', async () => {
    const id = randomUUID();
    await within.marker.claim(id);
    const put = { fileId: id, number: 1, size: 4 };
    const [chunk] = await within.chunkUrls.signChunkPuts([put], 60);
    const final = await within.objects.signObjectPut(fileKey(id), put, 60);
    for (const request of [chunk, final]) {
      const { url = '', headers } = request ?? {};
      expect((await fetch(url, { method: 'PUT', headers, body: 'abcd' })).status).toBe(200);
    }
    const ours = ['.waybill/installation', fileKey(id), chunkKey(id, 1)];
    expect(await keys(within)).toEqual(ours);
    expect(await keys(whole)).toEqual(ours.map((key) => PREFIX + key));
    expect(await whole.marker.read()).toBeUndefined();
  });

  it('hold what is outside of it out of reach', async () => {
    const theirs = ['files/theirs', 'uploads/theirs', 'team.a/theirs'];
    for (const Key of theirs)
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
    expect(await within.reader.head('files/theirs')).toBeUndefined();
    await within.remover.remove(theirs);
    await within.remover.removePrefix('');
    expect(await keys(whole)).toEqual([...theirs].sort());
  });
});
