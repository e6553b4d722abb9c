import { ObjectReader, type ObjectHead } from '@waybill/domain';
import type { BucketCalls } from '../client/bucket-calls.js';
import { headObject } from './head-object.js';

export class S3ObjectReader extends ObjectReader {
  constructor(private readonly at: BucketCalls) {
    super();
  }

  override head(key: string, versionId?: string): Promise<ObjectHead | undefined> {
    return headObject(this.at, key, versionId);
  }
}
