import {
  CreateBucketCommand,
  DeleteBucketCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  loadS3Config,
  loadStoreProofConfig,
  STORE_GAPS,
  type S3Config,
  type StoreProofConfig,
} from '@waybill/config';
import { randomUUID } from 'node:crypto';
import { createS3Client } from '../client/create-s3-client.js';
import { createObjectStore, type ObjectStore } from '../object-store.js';
import { StubStore } from '../testing/stub-store.js';
import { proveStore } from './prove-store.js';
import { StoreProofError } from './store-proof-error.js';

const AUTO: StoreProofConfig = { profile: 'auto', acceptedGaps: [] };
const known = loadStoreProofConfig().profile;

describe('proveStore, on the real store', () => {
  const guarded: S3Config = { ...loadS3Config(), bucket: `waybill-test-${randomUUID()}` };
  const open: S3Config = { ...guarded, bucket: `waybill-test-${randomUUID()}` };
  const client = createS3Client(guarded);
  const stores = new Map<S3Config, ObjectStore>();
  const storeOf = (config: S3Config, now?: () => Date) => {
    const made = createObjectStore(config, now ? { now } : {});
    stores.set({ ...config }, made);
    return made;
  };
  const prove = (config: S3Config, wanted: StoreProofConfig = AUTO, now?: () => Date) =>
    proveStore(config, storeOf(config, now), wanted);

  beforeAll(async () => {
    for (const { bucket } of [guarded, open])
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const PublicAccessBlockConfiguration = { IgnorePublicAcls: true };
    const Bucket = guarded.bucket;
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  });
  afterAll(async () => {
    for (const { bucket } of [guarded, open])
      await client.send(new DeleteBucketCommand({ Bucket: bucket }));
    client.destroy();
    for (const store of stores.values()) store.close();
  });

  const nothingLeft = async () => {
    for (const config of [guarded, open]) {
      const { lister } = storeOf(config);
      expect((await lister.objects('', undefined)).items).toEqual([]);
      expect((await lister.uploads('', undefined)).items).toEqual([]);
    }
  };

  it('finds the strongest profile and no gap where uploads have an identity of their own', async () => {
    const proof = await prove(guarded);
    expect(proof).toMatchObject({ profile: known, gaps: [] });
    await nothingLeft();
  });

  it('names what can be copied where the services sign uploads themselves', async () => {
    const proof = prove({ ...guarded, uploadCredentials: undefined });
    await expect(proof).rejects.toThrow(StoreProofError);
    await expect(proof).rejects.toThrow(/copy-source: [^\n]*\n[^\n]*S3_UPLOAD_ACCESS_KEY_ID/u);
    await expect(proof).rejects.not.toThrow(/public-acl:/u);
    await nothingLeft();
  });

  it('names who can read where ACLs for the public count', async () => {
    const proof = prove(open);
    await expect(proof).rejects.toThrow(/public-acl: [^\n]*\n[^\n]*IgnorePublicAcls/u);
    await expect(proof).rejects.not.toThrow(/copy-source:/u);
    await nothingLeft();
  });

  it('takes a gap that the operator has accepted, and tells of it', async () => {
    const proof = await prove(open, { ...AUTO, acceptedGaps: ['public-acl'] });
    expect(proof.gaps).toEqual(['public-acl']);
    expect(proof.gapDetails.join()).toContain('x-amz-grant-read');
  });

  it('heeds an operator who expects less, and none who expects more', async () => {
    expect((await prove(guarded, { ...AUTO, profile: 'none' })).profile).toBe('none');
    const sha256 = prove(guarded, { ...AUTO, profile: 'sha256' });
    if (known === 'sha256') await expect(sha256).resolves.toMatchObject({ profile: 'sha256' });
    else await expect(sha256).rejects.toThrow(/WAYBILL_STORE_PROFILE=sha256/u);
    await nothingLeft();
  });

  it.each([-15, 15])('works with a clock that is %p minutes off, and knows it', async (minutes) => {
    const now = () => new Date(Date.now() + minutes * 60_000);
    const store = storeOf(guarded, now);
    expect(await proveStore(guarded, store, AUTO)).toMatchObject({ profile: known, gaps: [] });
    expect(Math.abs(store.clock.offsetMs + minutes * 60_000)).toBeLessThan(10_000);
    const put = { fileId: randomUUID(), number: 1, size: 2 };
    const [signed] = await store.chunkUrls.signChunkPuts([put], 5);
    expect(signed && Math.abs(signed.expiresAt.getTime() - now().getTime())).toBeLessThan(10_000);
    const { url = '', headers = {} } = signed ?? {};
    const sent = await fetch(url, { method: 'PUT', headers, body: 'ok' });
    expect(sent.status).toBe(200);
    await store.remover.removePrefix('uploads/');
  });

  it.each<[string, Partial<S3Config>]>([
    ['that is away', { endpoint: 'http://127.0.0.1:1' }],
    ['that has no such bucket', { bucket: `waybill-test-${randomUUID()}` }],
    [
      'that does not know the key',
      { uploadCredentials: { accessKeyId: 'A', secretAccessKey: 'b' } },
    ],
  ])('cannot tell of a store %s', async (_, wrong) => {
    const proof = prove({ ...guarded, ...wrong });
    await expect(proof).rejects.toMatchObject({ code: 'store_unavailable' });
    await nothingLeft();
  });
});

describe('proveStore, on servers that are none', () => {
  const stubs: StubStore[] = [];
  afterAll(() => stubs.forEach((stub) => stub.close()));

  async function prove(answer: 'nothing' | 'everything', clockMinutes = 0): Promise<unknown> {
    const stub = await StubStore.that(answer, clockMinutes);
    stubs.push(stub);
    const config = { ...loadS3Config(), endpoint: stub.url, requestTimeoutMs: 2_000 };
    const store = createObjectStore(config);
    return proveStore(config, store, AUTO).finally(() => store.close());
  }

  it('does not believe one that answers 400 to everything', async () => {
    await expect(prove('nothing')).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringMatching(/400 BadDigest to a right PUT of an object/u) as unknown,
    });
  });

  it('names every gap of one that takes everything', async () => {
    const error = await prove('everything').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StoreProofError);
    for (const gap of STORE_GAPS) expect((error as Error).message).toContain(`  ${gap}: `);
  });

  it('names the clock where it is the cause', async () => {
    await expect(prove('nothing', 60)).rejects.toMatchObject({
      message: expect.stringMatching(/clock is (?:3599|360\d) s behind the store's/u) as unknown,
    });
  });
});
