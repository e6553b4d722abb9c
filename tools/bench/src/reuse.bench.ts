import { createHash, randomBytes } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import {
  completeFile,
  createFile,
  sendChunks,
  StoreView,
  waitForStatus,
  waitUntil,
  type FileView,
  type System,
  type TestChunk,
} from '@waybill/testing';
import type { Benchmark } from './benchmark.js';
import { time, type Comparison } from './measure/pairs.js';
import { onOwnSystem, type OwnSystem } from './on-own-system.js';

const MIB = 1024 * 1024;
const CHUNK = 8 * MIB;
const CHUNKS = 128;
const COPIES_AT_ONCE = 8;
const COPY_KEY = 'bench-copy';

export const reuse: Benchmark = {
  says: 'a known file of 1 GiB declared again, and the same copies in the store',
  minutes: 12,
  // The file, its chunks until they are removed, and one copy at a time; a store is full at 95%.
  gibibytes: 4,
  run: (context) =>
    onOwnSystem(context, {}, async (own) => context.measure(await reuseComparison(own))),
};

/**
 * A file of 1 GiB that the tenant has stored already, declared again and completed, beside what the
 * store itself needs for the same copies: one UploadPartCopy for each chunk, as many at once.
 */
async function reuseComparison(own: OwnSystem): Promise<Comparison> {
  const { system } = own;
  const { stack, bucket } = system;
  const s3 = new S3Client({
    endpoint: stack.s3.endpoint,
    region: stack.s3.region,
    forcePathStyle: true,
    credentials: stack.s3,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 30_000,
      throwOnRequestTimeout: true,
    },
  });
  const { original, digests } = await sendOriginal(system);
  const tidy = () => leaveOnly(own, `files/${original.id}`);
  await tidy();
  return {
    title: `A known file of ${(CHUNKS * CHUNK) / MIB} MiB, sent again without a byte`,
    unit: 'MiB',
    goal: { time: 1.1 },
    ours: {
      name: 'declare and complete',
      run: async () => {
        let file: FileView | undefined;
        const seconds = await time(async () => {
          file = await newFile(system, digests);
          if (file.status !== 'uploaded')
            throw new Error(`${file.status}: not every chunk was known`);
          await completeFile(system.caller(), file.id);
        });
        if (file) await removeFile(system, file.id);
        await tidy();
        return { units: (CHUNKS * CHUNK) / MIB, seconds };
      },
    },
    reference: {
      name: 'the same copies in the store',
      run: async () => {
        const seconds = await time(() => copyInStore(s3, bucket, original));
        await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: COPY_KEY }));
        await tidy();
        return { units: (CHUNKS * CHUNK) / MIB, seconds };
      },
    },
  };
}

type Digests = readonly { readonly sha256: string; readonly md5: string }[];

/** Sends the content in eight pieces of 16 chunks, so that memory holds one of them. */
async function sendOriginal(
  system: System,
): Promise<{ readonly original: FileView; readonly digests: Digests }> {
  const api = system.caller();
  const file = await createFile(api, { size: CHUNKS * CHUNK, chunkSize: CHUNK });
  const digests: { sha256: string; md5: string }[] = [];
  for (let number = 1; number <= CHUNKS; number += 16) {
    const chunks = Array.from({ length: 16 }, (_, index) => newChunk(number + index));
    await sendChunks(api, file.id, chunks);
    digests.push(...chunks.map(({ sha256, md5 }) => ({ sha256, md5 })));
  }
  await waitForStatus(api, file.id, 'uploaded', 120_000);
  return { original: await completeFile(api, file.id), digests };
}

function newChunk(number: number): TestChunk {
  const body = randomBytes(CHUNK);
  const digest = (name: string) => createHash(name).update(body).digest('hex');
  return { number, body, sha256: digest('sha256'), md5: digest('md5') };
}

function newFile(system: System, chunks: Digests): Promise<FileView> {
  return createFile(system.caller(), { size: CHUNKS * CHUNK, chunkSize: CHUNK, chunks });
}

/** Waits until the clean-up has removed all but one file's object, and has the store give back the space. */
async function leaveOnly({ system, reclaimSpace }: OwnSystem, key: string): Promise<void> {
  const view = new StoreView(system.stack, system.bucket);
  try {
    await waitUntil('the clean-up', async () => {
      const [chunks, finals] = await Promise.all([view.keys('uploads/'), view.keys('files/')]);
      return chunks.length === 0 && finals.length === 1 && finals[0] === key;
    });
  } finally {
    view.close();
  }
  await reclaimSpace();
}

async function removeFile(system: System, id: string): Promise<void> {
  await system.caller().call('DELETE', `/v1/files/${id}`);
}

async function copyInStore(s3: S3Client, bucket: string, original: FileView): Promise<void> {
  const target = { Bucket: bucket, Key: COPY_KEY };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const numbers = Array.from({ length: CHUNKS }, (_, index) => index + 1);
  const parts: { PartNumber: number; ETag?: string }[] = [];
  const copySome = async () => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const { CopyPartResult } = await s3.send(
        new UploadPartCopyCommand({
          ...target,
          UploadId,
          PartNumber: number,
          CopySource: `${bucket}/files/${original.id}`,
          CopySourceRange: `bytes=${(number - 1) * CHUNK}-${number * CHUNK - 1}`,
        }),
      );
      parts.push({ PartNumber: number, ETag: CopyPartResult?.ETag });
    }
  };
  await Promise.all(Array.from({ length: COPIES_AT_ONCE }, copySome));
  parts.sort((a, b) => a.PartNumber - b.PartNumber);
  await s3.send(
    new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }),
  );
}
