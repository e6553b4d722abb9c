import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { chunkKey, type ChunkPut } from '@waybill/domain';
import { createObjectStore } from '@waybill/storage';
import { BENCH_STORE } from './bench-store.js';
import type { Benchmark } from './benchmark.js';
import { time, type Comparison } from './measure/pairs.js';

const FILE = '019a9b0c-7f00-7000-8000-000000000001';
const SIZE = 8 * 1024 * 1024;
const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const EXPIRES_IN = 3_600;

export const presign: Benchmark = {
  says: "pre-signed chunk URLs, ours and the SDK's",
  minutes: 2,
  gibibytes: 0,
  run: ({ measure }) => measure(presignComparison()),
};

/** URLs for chunk PUTs, bound to size and MD5 and write-once: ours beside the SDK's own presigner. */
function presignComparison(): Comparison {
  const puts: ChunkPut[] = Array.from({ length: 1_000 }, (_, index) => ({
    fileId: FILE,
    number: index + 1,
    size: SIZE,
    md5: MD5,
  }));
  const { chunkUrls } = createObjectStore(BENCH_STORE, { profile: () => 'md5' });
  const client = new S3Client({
    region: BENCH_STORE.region,
    endpoint: BENCH_STORE.endpoint,
    forcePathStyle: true,
    credentials: BENCH_STORE.credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  return {
    title: 'Pre-signed chunk URLs, one core',
    unit: 'URLs',
    goal: { rate: 75 },
    ours: {
      name: 'Waybill',
      run: async () => {
        const rounds = 80;
        const seconds = await time(async () => {
          for (let round = 0; round < rounds; round++)
            await chunkUrls.signChunkPuts(puts, EXPIRES_IN);
        });
        return { units: rounds * puts.length, seconds };
      },
    },
    reference: {
      name: '@aws-sdk/s3-request-presigner',
      run: async () => {
        const seconds = await time(async () => {
          for (const put of puts) await signBySdk(client, put);
        });
        return { units: puts.length, seconds };
      },
    },
  };
}

function signBySdk(client: S3Client, put: ChunkPut): Promise<string> {
  const command = new PutObjectCommand({
    Bucket: BENCH_STORE.bucket,
    Key: chunkKey(put.fileId, put.number),
    ContentLength: put.size,
    ContentMD5: Buffer.from(put.md5 ?? '', 'hex').toString('base64'),
    IfNoneMatch: '*',
  });
  return getSignedUrl(client, command, {
    expiresIn: EXPIRES_IN,
    unhoistableHeaders: new Set(['content-md5', 'if-none-match']),
    signableHeaders: new Set(['host', 'content-length', 'content-md5', 'if-none-match']),
  });
}
