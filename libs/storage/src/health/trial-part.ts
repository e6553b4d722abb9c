import { UploadPartCommand } from '@aws-sdk/client-s3';
import type { BucketCalls } from '../client/bucket-calls.js';

/** Bytes: more than a quota rounds off. */
const SIZE = 4_096;

/** Something to be stored that nobody needs: a part of an upload that will be aborted. */
export abstract class TrialPart {
  /** @throws DomainError store_unavailable, UploadMissingError */
  abstract send(key: string, uploadId: string): Promise<void>;
}

export class S3TrialPart extends TrialPart {
  constructor(private readonly at: BucketCalls) {
    super();
  }

  override async send(key: string, uploadId: string): Promise<void> {
    const { client, bucket, calls } = this.at;
    await calls.control({ operation: 'UploadPart', key, uploadId }, (options) =>
      client.send(
        new UploadPartCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          PartNumber: 1,
          Body: new Uint8Array(SIZE),
          ContentLength: SIZE,
        }),
        options,
      ),
    );
  }
}
