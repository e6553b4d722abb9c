import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ChecksumStore,
  chunkUrls,
  completeFile,
  createFile,
  downloadFile,
  getFile,
  listChunks,
  putSigned,
  randomChunks,
  stackEnvironment,
  StoreProxy,
  System,
  waitForStatus,
  waitUntil,
} from '@waybill/testing';

const SIZE = 300_000;

const PROFILES = ['sha256', 'md5', 'none'] as const;

/** Between client and store somebody flips bits. What the store cannot refuse, the processor finds. */
describe.each(PROFILES)('bytes altered on the way, store profile %s', (profile) => {
  let system: System;
  let proxy: StoreProxy;
  let checking: ChecksumStore | undefined;

  beforeAll(async () => {
    let endpoint = stackEnvironment().s3.endpoint;
    if (profile === 'sha256') {
      // The local store ignores this checksum; before it stands one that does not.
      checking = await ChecksumStore.before(endpoint);
      endpoint = checking.url;
    }
    proxy = await StoreProxy.to(endpoint);
    system = await System.start({
      processors: 0,
      env: {
        S3_ENDPOINT: endpoint,
        S3_PUBLIC_ENDPOINT: proxy.url,
        WAYBILL_STORE_PROFILE: profile,
      },
    });
    // What the API has proven counts, whatever a processor's environment says.
    await system.startProcessor({ WAYBILL_STORE_PROFILE: 'sha256' });
  });
  afterAll(async () => {
    await system?.stop();
    proxy?.close();
    checking?.close();
  });

  async function send(fileId: string, body: Buffer, sha256: string, md5: string): Promise<number> {
    const [signed] = await chunkUrls(system.caller(), fileId, [{ number: 1, body, sha256, md5 }]);
    if (!signed) throw new Error('no URL');
    return (await putSigned(signed, body)).status;
  }

  /** How often the journal says that a chunk of the file was corrupt. */
  async function corruptions(fileId: string): Promise<number> {
    const path = `/v1/files/${fileId}/journal`;
    const { body } = await system.caller().call<{ items: { type: string }[] }>('GET', path);
    return body.items.filter(({ type }) => type === 'chunk.corrupt').length;
  }

  it('never reach a completed file, and the chunk can be sent again', async () => {
    const api = system.caller();
    const [chunk] = randomChunks(SIZE, SIZE);
    if (!chunk) throw new Error('no chunk');
    const file = await createFile(api, { size: SIZE });
    for (let attempt = 0; attempt < 2; attempt++) {
      proxy.hooks = { alter: ({ operation }) => operation === 'PutObject' };
      const status = await send(file.id, chunk.body, chunk.sha256, chunk.md5);
      proxy.hooks = {};
      expect(status).toBe(profile === 'none' ? 200 : 400);
      if (profile === 'none') {
        await waitUntil(
          'the corruption to be found',
          async () => (await corruptions(file.id)) === attempt + 1,
        );
        expect((await listChunks(api, file.id))[0]?.status).toBe('corrupt');
      }
      expect((await getFile(api, file.id)).uploadedChunks).toBe(0);
    }
    expect(await send(file.id, chunk.body, chunk.sha256, chunk.md5)).toBe(200);
    await waitForStatus(api, file.id, 'uploaded');
    await completeFile(api, file.id);
    const content = Buffer.from(await (await downloadFile(api, file.id)).arrayBuffer());
    expect(content.equals(chunk.body)).toBe(true);
  });

  it('are found, too, where the digest came after a URL that did not bind it', async () => {
    const api = system.caller();
    const [chunk] = randomChunks(SIZE, SIZE);
    if (!chunk) throw new Error('no chunk');
    const file = await createFile(api, { size: SIZE });
    const early = await api.call<{ urls: { url: string; headers: Record<string, string> }[] }>(
      'POST',
      `/v1/files/${file.id}/chunks/urls`,
      { numbers: [1] },
    );
    const [unbound] = early.body.urls;
    if (!unbound) throw new Error('no URL');
    await chunkUrls(api, file.id, [chunk]);
    proxy.hooks = { alter: ({ operation }) => operation === 'PutObject' };
    expect((await putSigned(unbound, chunk.body)).status).toBe(200);
    proxy.hooks = {};
    await waitUntil('the corruption to be found', async () => {
      const [first] = await listChunks(api, file.id);
      return first?.status === 'corrupt';
    });
    expect((await getFile(api, file.id)).uploadedChunks).toBe(0);
  });

  if (profile === 'none') {
    it('fail the file when it happens three times in a row, and say why', async () => {
      const api = system.caller();
      const [chunk] = randomChunks(SIZE, SIZE);
      if (!chunk) throw new Error('no chunk');
      const file = await createFile(api, { size: SIZE });
      for (let attempt = 1; attempt <= 3; attempt++) {
        proxy.hooks = { alter: ({ operation }) => operation === 'PutObject' };
        expect(await send(file.id, chunk.body, chunk.sha256, chunk.md5)).toBe(200);
        proxy.hooks = {};
        await waitUntil('the corruption to be found', async () => {
          // The chunk is `corrupt` since the first time: only the journal tells of the next.
          if (attempt < 3) return (await corruptions(file.id)) === attempt;
          return (await getFile(api, file.id)).status === 'failed';
        });
        // The object is gone, so the write-once URL can be used again.
      }
      expect((await getFile(api, file.id)).failure).toMatchObject({
        code: 'chunk_corrupt',
        detail: expect.stringMatching(/chunk 1/iu),
      });
    });
  }
});
