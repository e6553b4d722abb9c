import { AbortMultipartUploadCommand, CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import {
  DomainError,
  MultipartUploads,
  UploadMissingError,
  type Part,
  type PartRange,
  type ObjectTraits,
} from '@waybill/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BucketCalls } from '../client/bucket-calls.js';
import { storeFaultOf } from '../errors/map-store-error.js';
import { StoreFault } from '../errors/store-fault.js';
import { contentDisposition } from './content-disposition.js';
import { completeUpload } from './complete-upload.js';
import { copyPart, type PartCopy } from './copy-part.js';
import { findUploads, listParts } from './list-uploads.js';

/** Aborts before we give up; a part in flight lands within the time of one request. */
const ABORT_TRIES = 8;

export class S3MultipartUploads extends MultipartUploads {
  constructor(private readonly at: BucketCalls) {
    super();
  }

  override async create(key: string, options: ObjectTraits): Promise<string> {
    const { client, bucket, calls } = this.at;
    const answer = await calls.control({ operation: 'CreateMultipartUpload', key }, (send) =>
      client.send(
        new CreateMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          ContentType: options.contentType,
          ContentDisposition: contentDisposition(options.name),
        }),
        send,
      ),
    );
    if (answer.UploadId === undefined)
      throw new DomainError('store_unavailable', 'The store made an upload but gave it no id.');
    return answer.UploadId;
  }

  override find(key: string): Promise<readonly string[]> {
    return findUploads(this.at, key);
  }

  override parts(
    key: string,
    uploadId: string,
    range?: PartRange,
  ): Promise<readonly Part[] | undefined> {
    return listParts(this.at, { key, uploadId }, range);
  }

  override copyPart(copy: PartCopy): Promise<{ readonly etag: string }> {
    return copyPart(this.at, copy);
  }

  override complete(key: string, uploadId: string, parts: readonly Part[]): Promise<void> {
    return completeUpload(this.at, key, uploadId, parts);
  }

  override async abort(key: string, uploadId: string): Promise<void> {
    for (let attempt = 0; attempt < ABORT_TRIES; attempt += 1) {
      await this.abortOnce(key, uploadId);
      const left = await this.parts(key, uploadId);
      if (left === undefined || left.length === 0) return;
      await sleep(100 * 2 ** attempt);
    }
    throw new DomainError('store_unavailable', 'Parts of an aborted upload keep arriving.', {
      cause: new StoreFault('PartsKeepArriving', `Upload ${uploadId} of ${key} is not empty.`),
    });
  }

  private async abortOnce(key: string, uploadId: string): Promise<void> {
    const { client, bucket, calls } = this.at;
    const input = { Bucket: bucket, Key: key, UploadId: uploadId };
    try {
      await calls.control({ operation: 'AbortMultipartUpload', key, uploadId }, (send) =>
        client.send(new AbortMultipartUploadCommand(input), send),
      );
    } catch (error) {
      // Not there any more, or aborted by another: what was wanted. Ceph can answer NoSuchKey.
      const gone = error instanceof UploadMissingError || storeFaultOf(error)?.code === 'NoSuchKey';
      if (!gone) throw error;
    }
  }
}
