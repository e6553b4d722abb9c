import { CompleteMultipartUploadCommand } from '@aws-sdk/client-s3';
import { CompletionUnderwayError, type Part, UploadMissingError } from '@waybill/domain';
import type { BucketCalls } from '../client/bucket-calls.js';
import { storeFaultOf } from '../errors/map-store-error.js';
import { listParts } from './list-uploads.js';

/** Milliseconds for each part: AWS may take minutes for ten thousand (S3 API Reference). */
const WORK_PER_PART = 20;

/** What Ceph says with a 500 of no code of its own, and AWS with a code (409). */
const UNDERWAY = /completion is already in progress/iu;

/**
 * CompleteMultipartUpload. Its answer's ETag is not used: Ceph 16 leaves it empty the first time.
 * Whoever needs it asks for the object's head, which has to be checked anyhow.
 * @throws UploadMissingError, CompletionUnderwayError
 */
export async function completeUpload(
  at: BucketCalls,
  key: string,
  uploadId: string,
  parts: readonly Part[],
): Promise<void> {
  try {
    await send(at, key, uploadId, parts);
  } catch (error) {
    if (await isGone(at, key, uploadId, error)) throw new UploadMissingError(key, uploadId);
    if (isUnderway(error)) throw new CompletionUnderwayError(key, uploadId);
    throw error;
  }
}

async function send(
  at: BucketCalls,
  key: string,
  uploadId: string,
  parts: readonly Part[],
): Promise<void> {
  // S3 refuses parts out of order (InvalidPartOrder).
  const ordered = [...parts].sort((a, b) => a.number - b.number);
  const command = {
    Bucket: at.bucket,
    Key: key,
    UploadId: uploadId,
    // S3 compares it with what it assembled; stores that do not know it pass over it.
    MpuObjectSize: ordered.reduce((sum, part) => sum + part.size, 0),
    MultipartUpload: {
      Parts: ordered.map((part) => ({ PartNumber: part.number, ETag: `"${part.etag}"` })),
    },
  };
  const subject = { operation: 'CompleteMultipartUpload', key, uploadId };
  await at.calls.copy(subject, parts.length * WORK_PER_PART, (options) =>
    at.client.send(new CompleteMultipartUploadCommand(command), options),
  );
}

function isUnderway(error: unknown): boolean {
  const fault = storeFaultOf(error);
  return fault !== undefined && (fault.code === 'OperationAborted' || UNDERWAY.test(fault.message));
}

/**
 * Ceph 16 answers 500 "already in progress" both while another completes the upload and where there
 * is none; a completion that ran out of time may have ended well. Only the parts tell.
 */
async function isGone(
  at: BucketCalls,
  key: string,
  uploadId: string,
  error: unknown,
): Promise<boolean> {
  const fault = storeFaultOf(error);
  if (fault?.retryable !== true) return false;
  try {
    return (await listParts(at, { key, uploadId })) === undefined;
  } catch {
    // The first error says more than that the store still does not answer.
    return false;
  }
}
