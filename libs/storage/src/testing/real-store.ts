import {
  CreateBucketCommand,
  DeleteBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { loadS3Config, loadStoreProofConfig, type S3Config } from '@waybill/config';
import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createS3Client } from '../client/create-s3-client.js';
import { createObjectStore } from '../object-store.js';
import { PAGE_SIZE, type StoreUnderTest } from './conformance/store-under-test.js';
import type { StoreRequest, StoreResponse } from './fake-requests.js';

/** The store that the environment names, with a bucket of its own that `close` removes. */
export async function openRealStore(prefix = ''): Promise<StoreUnderTest> {
  const bucket = `waybill-test-${randomUUID()}`;
  const config: S3Config = { ...loadS3Config(), bucket, prefix };
  const client = createS3Client(config);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  // What the stack says of its store; that it is so is what the suite finds out.
  const { profile } = loadStoreProofConfig();
  if (profile === 'auto') throw new Error('WAYBILL_STORE_PROFILE has to say what the store does.');
  const store = createObjectStore(config, { profile: () => profile, pageSize: PAGE_SIZE });
  return {
    bucket,
    profile,
    store,
    signerAt: (now) =>
      createObjectStore(config, { now: () => now, profile: () => profile }).chunkUrls,
    send,
    put: async (key, body) => {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    headersOf: async (key) => {
      const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      const metadata = Object.entries(head.Metadata ?? {});
      return {
        'content-type': head.ContentType,
        'content-encoding': head.ContentEncoding,
        ...Object.fromEntries(metadata.map(([name, value]) => [`x-amz-meta-${name}`, value])),
      };
    },
    close: async () => {
      const everything = createObjectStore(config);
      await everything.remover.removePrefix('');
      everything.close();
      store.close();
      await client.send(new DeleteBucketCommand({ Bucket: bucket }));
      client.destroy();
    },
  };
}

/** Sends exactly these headers and this path: fetch would add to the one and resolve the other. */
async function send({ method, url, headers, body }: StoreRequest): Promise<StoreResponse> {
  const [, scheme, host = '', path = '/'] = /^(https?):\/\/([^/]+)(\/.*)$/u.exec(url) ?? [];
  const { hostname, port } = new URL(`http://${host}`);
  const request = scheme === 'https' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { method, hostname, port, path, headers, agent: false },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers as Record<string, string>,
            body: Buffer.concat(pieces),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
