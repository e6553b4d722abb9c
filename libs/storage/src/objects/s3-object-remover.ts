import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type S3Client,
  type _Error as DeleteError,
} from '@aws-sdk/client-s3';
import { DomainError, ObjectRemover } from '@waybill/domain';
import type { StoreCalls } from '../client/store-calls.js';
import { StoreFault } from '../errors/store-fault.js';
import { batches } from './batches.js';

/** Keys in one DeleteObjects (S3 API Reference), and the largest page of a list. */
const MAX_KEYS = 1_000;

/** In a bucket with versions this leaves delete markers; a lifecycle rule removes what is behind. */
export class S3ObjectRemover extends ObjectRemover {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly calls: StoreCalls,
    /** Smaller in tests, where a thousand objects would be slow. */
    private readonly pageSize = MAX_KEYS,
  ) {
    super();
  }

  override async remove(keys: readonly string[]): Promise<void> {
    for (const batch of batches(keys, this.pageSize)) await this.removeBatch(batch);
  }

  override async removePrefix(prefix: string): Promise<number> {
    let removed = 0;
    let token: string | undefined;
    do {
      const page = await this.calls.control({ operation: 'ListObjectsV2' }, (options) =>
        this.client.send(
          new ListObjectsV2Command({
            Bucket: this.bucket,
            Prefix: prefix,
            MaxKeys: this.pageSize,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
          options,
        ),
      );
      const keys = (page.Contents ?? []).flatMap((object) => object.Key ?? []);
      await this.remove(keys);
      removed += keys.length;
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    return removed;
  }

  private async removeBatch(keys: readonly string[]): Promise<void> {
    const answer = await this.calls.control({ operation: 'DeleteObjects' }, (options) =>
      this.client.send(
        new DeleteObjectsCommand({
          Bucket: this.bucket,
          Delete: { Quiet: true, Objects: keys.map((Key) => ({ Key })) },
        }),
        options,
      ),
    );
    // A 200 lists what could not be removed.
    const failed = (answer.Errors ?? []).filter((error) => error.Code !== 'NoSuchKey');
    if (failed[0]) throw refusal(failed[0], failed.length);
  }
}

function refusal(first: DeleteError, count: number): DomainError {
  const code = first.Code ?? 'Unknown';
  return new DomainError(
    'store_unavailable',
    `The store did not remove ${count} objects: ${code} for ${first.Key ?? 'the first'}.`,
    { cause: new StoreFault(code, first.Message ?? '', 200) },
  );
}
