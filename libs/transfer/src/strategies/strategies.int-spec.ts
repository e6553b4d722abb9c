import { loadS3Config } from '@waybill/config';
import { bareEtag } from '@waybill/domain';
import { createObjectStore } from '@waybill/storage';
import { randomUUID } from 'node:crypto';
import { describeTransfers } from '../testing/conformance.js';
import { digest, type StoreUnderTest } from '../testing/transfer-under-test.js';

describeTransfers('transfers on the real store', open, ['after']);

/** The bucket that the environment names. What a test leaves there goes at the end. */
function open(): Promise<StoreUnderTest> {
  const config = loadS3Config();
  const store = createObjectStore(config);
  const keys: string[] = [];

  async function put(url: string, headers: Readonly<Record<string, string>>, body: Uint8Array) {
    const response = await fetch(url, { method: 'PUT', headers, body: Uint8Array.from(body) });
    if (!response.ok) throw new Error(`PUT gave ${response.status}: ${await response.text()}`);
    return bareEtag(response.headers.get('etag') ?? '');
  }

  return Promise.resolve({
    ports: store,
    send: ({ url, headers }, body) => put(url, headers, body),
    put: async (key, body) => {
      await store.remover.remove([key]);
      keys.push(key);
      const sent = { fileId: randomUUID(), number: 1, size: body.length, md5: digest('md5', body) };
      const request = await store.objects.signObjectPut(key, sent, 600);
      return put(request.url, request.headers, body);
    },
    read: async (key) => {
      keys.push(key);
      const download = {
        bucket: config.bucket,
        key,
        name: 'x',
        contentType: 'video/mp4',
        disposition: 'attachment',
      } as const;
      const { url } = await store.downloads.signDownload(download, 60);
      return new Uint8Array(await (await fetch(url)).arrayBuffer());
    },
    close: async () => {
      await store.remover.remove(keys);
      store.close();
    },
  });
}
