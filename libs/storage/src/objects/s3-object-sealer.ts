import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { ObjectSealer, type SealOptions } from '@waybill/domain';
import type { BucketCalls } from '../client/bucket-calls.js';
import { encodeKey } from '../signing/encode.js';
import { COPY_RATE } from './copy-part.js';
import { contentDisposition } from './content-disposition.js';

/**
 * A copy of an object onto itself, which takes neither ACL nor, by these directives, metadata and tags
 * along (S3 API Reference, "CopyObject"; 5 GB at most, as with PutObject). Ceph writes the head alone.
 */
export class S3ObjectSealer extends ObjectSealer {
  constructor(private readonly at: BucketCalls) {
    super();
  }

  override async seal(key: string, options: SealOptions): Promise<void> {
    const { client, bucket, calls } = this.at;
    const command = new CopyObjectCommand({
      Bucket: bucket,
      Key: key,
      CopySource: `${bucket}/${encodeKey(key)}`,
      MetadataDirective: 'REPLACE',
      TaggingDirective: 'REPLACE',
      ContentType: options.contentType,
      ContentDisposition: contentDisposition(options.name),
    });
    await calls.copy(
      { operation: 'CopyObject', key, sourceKey: key },
      options.size / COPY_RATE,
      (send) => client.send(command, send),
    );
  }
}
