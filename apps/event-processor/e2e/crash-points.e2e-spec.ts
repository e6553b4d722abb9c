import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createFile,
  downloadFile,
  randomChunks,
  sendChunks,
  StoreProxy,
  StoreView,
  System,
  waitForStatus,
  waitUntil,
  type StoreOperation,
} from '@waybill/testing';

const CHUNK = 5 * 1024 * 1024;
const CHUNKS = 4;

/** Each step of an assembly that the store sees, just before it happens and just after. */
const POINTS: readonly (readonly ['before' | 'after', StoreOperation, number])[] = [
  ['before', 'CreateMultipartUpload', 1],
  ['after', 'CreateMultipartUpload', 1],
  ['before', 'UploadPartCopy', 2],
  ['after', 'UploadPartCopy', CHUNKS],
  ['before', 'CompleteMultipartUpload', 1],
  ['after', 'CompleteMultipartUpload', 1],
  ['after', 'HeadObject', 1],
  ['before', 'DeleteObjects', 1],
  ['after', 'DeleteObjects', 1],
];

describe('a processor killed at a named point of assembly', () => {
  let system: System;
  let proxy: StoreProxy;
  let store: StoreView;
  let throughProxy: Record<string, string>;

  beforeAll(async () => {
    system = await System.start({
      processors: 0,
      env: { WAYBILL_LOCK_DURATION_MS: '2000', WAYBILL_STALLED_INTERVAL_MS: '500' },
    });
    proxy = await StoreProxy.to(system.stack.s3.endpoint);
    store = new StoreView(system.stack, system.bucket);
    throughProxy = { S3_ENDPOINT: proxy.url, WAYBILL_COPY_CONCURRENCY: '1' };
  });
  afterAll(async () => {
    store?.close();
    proxy?.close();
    await system?.stop();
  });

  it.each(POINTS)('%s %s number %d', async (when, operation, count) => {
    const api = system.caller();
    const chunks = randomChunks(CHUNKS * CHUNK, CHUNK);
    const file = await createFile(api, { size: CHUNKS * CHUNK, chunkSize: CHUNK });
    const victim = await system.startProcessor(throughProxy);
    await sendChunks(api, file.id, chunks);
    await waitForStatus(api, file.id, 'uploaded');

    let seen = 0;
    let killed = false;
    proxy.hooks = {
      [when]: (call: { operation: StoreOperation; path: string }) => {
        if (call.operation === operation && (seen += 1) === count && !killed) {
          killed = true;
          victim.signal('SIGKILL');
        }
      },
    };
    await api.call('POST', `/v1/files/${file.id}/complete`);
    await waitUntil('the kill', () => Promise.resolve(killed));
    await victim.stop('SIGKILL');
    proxy.hooks = {};

    const successor = await system.startProcessor(throughProxy);
    await waitForStatus(api, file.id, 'completed', 60_000);
    const content = Buffer.from(await (await downloadFile(api, file.id)).arrayBuffer());
    expect(content.equals(Buffer.concat(chunks.map(({ body }) => body)))).toBe(true);
    await waitUntil('nothing to be left over', async () => {
      const [uploads, objects] = await Promise.all([
        store.uploads(`files/${file.id}`),
        store.keys(`uploads/${file.id}/`),
      ]);
      return uploads.length === 0 && objects.length === 0;
    });
    expect(await store.keys(`files/${file.id}`)).toEqual([`files/${file.id}`]);
    await successor.stop();
  });
});
