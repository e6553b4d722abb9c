import {
  UploadPartCommand,
  UploadPartCopyCommand,
  type UploadPartCopyCommandOutput,
} from '@aws-sdk/client-s3';
import { bareEtag, SourceMissingError, type MultipartUploads } from '@waybill/domain';
import type { BucketCalls } from '../client/bucket-calls.js';
import { storeFaultOf } from '../errors/map-store-error.js';
import { encodeKey } from '../signing/encode.js';
import { headObject } from './head-object.js';

/** What {@link MultipartUploads.copyPart} is told. */
export type PartCopy = Parameters<MultipartUploads['copyPart']>[0];

/** Bytes in a millisecond, 8 MiB/s: a store that copies more slowly gets a second, longer try. */
export const COPY_RATE = (8 * 1024 * 1024) / 1_000;

const MD5 = /^[0-9a-f]{32}$/u;
const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e';

/**
 * Copies an object of the same bucket, or a range of one, into a part. AWS takes a range only of an
 * object over 5 MiB (InvalidRequest, S3 API Reference, UploadPartCopy); Ceph 16 takes any.
 *
 * Ceph 16 ignores copy-source-if-match, so the copy is checked, too. Where the part's MD5 is known
 * beforehand, the part's ETag has to be it. Where it is not, the source is looked at before the copy,
 * so that no wrong part is left behind, and after it, so that no change goes unnoticed. Ceph 16 also
 * decodes the source's key twice: it does not find one with a `%`, and ours have none.
 * @throws SourceMissingError, UploadMissingError
 */
export async function copyPart(
  at: BucketCalls,
  copy: PartCopy,
): Promise<{ readonly etag: string }> {
  const whole = copy.sourceRange === undefined;
  const expected = copy.expectedEtag ?? (whole ? copy.sourceEtag : undefined);
  const known = expected !== undefined && MD5.test(expected);
  if (!known) await assertSource(at, copy);
  if (copy.sourceRange?.size === 0) return uploadEmptyPart(at, copy);
  const answer = await sendOrExplain(at, copy);
  if (answer === undefined) return uploadEmptyPart(at, copy);
  const etag = bareEtag(answer.CopyPartResult?.ETag ?? '');
  if (!known || !MD5.test(etag)) await assertSource(at, copy);
  else if (isAnother(expected, etag, answer)) throw new SourceMissingError(copy.sourceKey);
  return { etag };
}

/** @returns undefined where the store does not copy what is empty: its bytes are known */
async function sendOrExplain(
  at: BucketCalls,
  copy: PartCopy,
): Promise<UploadPartCopyCommandOutput | undefined> {
  try {
    return await sendCopy(at, copy);
  } catch (error) {
    const fault = storeFaultOf(error);
    if (fault?.status === 400 && copy.sourceEtag === EMPTY_MD5) return undefined;
    // A range that is not there: of a source that is another one, or of one that never had it.
    if (fault?.retryable === false && copy.sourceRange) await assertSource(at, copy);
    throw error;
  }
}

/** @throws SourceMissingError where the source is not the one that was verified */
async function assertSource(at: BucketCalls, { sourceKey, sourceEtag }: PartCopy): Promise<void> {
  const head = await headObject(at, sourceKey);
  if (head?.etag !== sourceEtag) throw new SourceMissingError(sourceKey);
}

function sendCopy(at: BucketCalls, copy: PartCopy): Promise<UploadPartCopyCommandOutput> {
  const { key, uploadId, sourceKey, sourceRange } = copy;
  const subject = { operation: 'UploadPartCopy', key, uploadId, sourceKey };
  return at.calls.copy(subject, copy.size / COPY_RATE, (options) =>
    at.client.send(
      new UploadPartCopyCommand({
        Bucket: at.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: copy.number,
        // The SDK sends this header as it is; S3 decodes it.
        CopySource: `${at.bucket}/${encodeKey(sourceKey)}`,
        CopySourceIfMatch: `"${copy.sourceEtag}"`,
        ...(sourceRange === undefined ? {} : { CopySourceRange: bytesOf(sourceRange) }),
      }),
      options,
    ),
  );
}

/** Both ends count (RFC 9110, "Byte Ranges"). */
function bytesOf({ offset, size }: NonNullable<PartCopy['sourceRange']>): string {
  return `bytes=${offset}-${offset + size - 1}`;
}

/**
 * True when the part is a copy of other bytes than those that were verified: both ETags are the MD5
 * of the bytes, unless KMS encrypts, when they look like one and are not (S3 API Reference,
 * "Object", ETag). Stores with KMS compare the source themselves.
 */
function isAnother(expected: string, part: string, answer: UploadPartCopyCommandOutput): boolean {
  if (answer.ServerSideEncryption?.startsWith('aws:') === true) return false;
  if (answer.SSECustomerAlgorithm !== undefined) return false;
  return expected !== part;
}

async function uploadEmptyPart(
  at: BucketCalls,
  { key, uploadId, number }: PartCopy,
): Promise<{ readonly etag: string }> {
  const answer = await at.calls.control({ operation: 'UploadPart', key, uploadId }, (options) =>
    at.client.send(
      new UploadPartCommand({
        Bucket: at.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: number,
        Body: new Uint8Array(),
        ContentLength: 0,
      }),
      options,
    ),
  );
  return { etag: bareEtag(answer.ETag ?? '') };
}
