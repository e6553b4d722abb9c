import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  bareEtag,
  ObjectLister,
  type Page,
  type StoredObject,
  type UnfinishedUpload,
} from '@waybill/domain';
import type { BucketCalls } from '../client/bucket-calls.js';
import { decodeUploadCursor, encodeUploadCursor } from './cursors.js';
import { uploadsPage } from './list-uploads.js';

export class S3ObjectLister extends ObjectLister {
  constructor(private readonly at: BucketCalls) {
    super();
  }

  override async objects(prefix: string, cursor?: string): Promise<Page<StoredObject, string>> {
    const { client, bucket, calls, pageSize } = this.at;
    const input = {
      Bucket: bucket,
      Prefix: prefix,
      MaxKeys: pageSize,
      ...(cursor === undefined ? {} : { ContinuationToken: cursor }),
    };
    const page = await calls.control({ operation: 'ListObjectsV2' }, (options) =>
      client.send(new ListObjectsV2Command(input), options),
    );
    const items = (page.Contents ?? []).map((object) => ({
      key: object.Key ?? '',
      size: object.Size ?? 0,
      etag: bareEtag(object.ETag ?? ''),
      modifiedAt: object.LastModified ?? new Date(0),
    }));
    return withNext(items, page.IsTruncated === true ? page.NextContinuationToken : undefined);
  }

  /** @throws RangeError for a cursor that is none */
  override async uploads(prefix: string, cursor?: string): Promise<Page<UnfinishedUpload, string>> {
    const marker = cursor === undefined ? {} : decodeUploadCursor(cursor);
    const page = await uploadsPage(this.at, prefix, marker);
    return withNext(page.uploads, page.next && encodeUploadCursor(page.next));
  }
}

function withNext<Item>(items: readonly Item[], next: string | undefined): Page<Item, string> {
  return next === undefined ? { items } : { items, next };
}
