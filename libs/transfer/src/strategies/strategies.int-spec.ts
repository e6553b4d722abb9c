import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadS3Config, loadStoreProofConfig, type S3Config } from '@waybill/config';
import { bareEtag, type SignedRequest } from '@waybill/domain';
import { createObjectStore } from '@waybill/storage';
import { type StoreCall, StoreProxy } from '@waybill/testing';
import { randomUUID } from 'node:crypto';
import { describeTransfers } from '../testing/conformance.js';
import {
  digest,
  MIB,
  type TransferStore,
  TransferUnderTest,
} from '../testing/transfer-under-test.js';

describeTransfers('transfers on the real store', () => open(), ['after']);

/** What Ceph 16 answers for ten minutes after a gateway has died within a completion. */
const UNDERWAY =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>InternalError</Code><Message>This multipart completion is already in progress</Message></Error>';

describe('an assembly on a bad way to the real store', () => {
  let proxy: StoreProxy;
  let at: TransferStore;
  let calls: StoreCall[];
  const bodies = [Buffer.alloc(5 * MIB, 1), Buffer.alloc(5 * MIB, 2), Buffer.from('the end')];

  beforeEach(async () => {
    const config = loadS3Config();
    proxy = await StoreProxy.to(config.endpoint ?? '');
    // The deadline of all attempts stays at its ten minutes.
    at = await open({ ...config, endpoint: proxy.url, requestTimeoutMs: 2_000 });
    calls = [];
  });
  afterEach(async () => {
    proxy.hooks = {};
    await at.close();
    proxy.close();
  });

  async function sent(name: 'chunks' | 'multipart'): Promise<TransferUnderTest> {
    const made = new TransferUnderTest(at, name, bodies);
    await made.send();
    made.complete();
    return made;
  }

  const count = (operation: string) => calls.filter((call) => call.operation === operation).length;

  async function expectWhole(made: TransferUnderTest): Promise<void> {
    expect(digest('sha256', await at.read(made.key))).toBe(digest('sha256', made.whole));
  }

  it.each(['UploadPartCopy', 'CompleteMultipartUpload'])(
    'sends a %s again whose answer is lost in silence',
    async (operation) => {
      const made = await sent('chunks');
      proxy.hooks = {
        before: (call) => calls.push(call),
        answer: (call) =>
          call.operation === operation && count(operation) === 1 ? 'silence' : undefined,
      };
      await made.assemble();
      expect(count(operation)).toBeGreaterThan(1);
      await expectWhole(made);
    },
    30_000,
  );

  it('takes another upload for chunks where a dead completion has locked the first', async () => {
    const made = await sent('chunks');
    let locked: string | undefined;
    proxy.hooks = {
      instead: ({ operation, path, uploadId }) => {
        if (operation !== 'CompleteMultipartUpload' || !path.includes(made.file.id))
          return undefined;
        locked ??= uploadId;
        return locked === uploadId ? { status: 500, body: UNDERWAY } : undefined;
      },
    };
    await made.assemble();
    expect(made.file.uploadId).not.toBe(locked);
    await expectWhole(made);
    await made.strategy().discard(made.file, { keepFinal: false });
    expect(await made.left()).toEqual([]);
  }, 30_000);

  it('says that it waits where the parts are what the client has sent', async () => {
    const made = await sent('multipart');
    proxy.hooks = {
      instead: ({ operation }) =>
        operation === 'CompleteMultipartUpload' ? { status: 500, body: UNDERWAY } : undefined,
    };
    await expect(made.assemble()).rejects.toThrow(/under way/u);
    proxy.hooks = {};
    await made.assemble();
    await expectWhole(made);
  }, 30_000);
});

describe('a single file whose sender added headers that nobody had signed', () => {
  it.each<Record<string, string>>([
    { 'content-encoding': 'gzip', 'x-amz-meta-a': 'b' },
    { 'cache-control': 'public' },
  ])('is published without %j', async (extra) => {
    const at = await open();
    const sender = {
      ...at,
      send: (request: SignedRequest, body: Uint8Array) =>
        at.send({ ...request, headers: { ...request.headers, ...extra } }, body),
    };
    const made = new TransferUnderTest(sender, 'single', [Buffer.from('the whole of it')]);
    await made.send();
    // A store that keeps none of them has refused the PUT.
    expect((await at.ports.reader.head(made.key))?.foreignHeaders).toBe(true);
    made.complete();
    const head = await made.assemble();
    expect(head).toEqual(await at.ports.reader.head(made.key));
    expect(head.foreignHeaders).toBeUndefined();
    expect(digest('sha256', await at.read(made.key))).toBe(digest('sha256', made.whole));
    await at.close();
  });
});

/** The bucket that the environment names. What a test leaves there goes at the end. */
function open(config: S3Config = loadS3Config()): Promise<TransferStore> {
  const { profile } = loadStoreProofConfig();
  const store = createObjectStore(config, {
    profile: () => (profile === 'auto' ? 'none' : profile),
  });
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
