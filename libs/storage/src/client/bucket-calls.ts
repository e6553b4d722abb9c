import type { S3Client } from '@aws-sdk/client-s3';
import type { StoreCalls } from './store-calls.js';

/** What the calls of one bucket share. */
export interface BucketCalls {
  readonly client: S3Client;
  readonly bucket: string;
  readonly calls: StoreCalls;
  /** Items in a page, at most S3's 1,000; smaller in tests. */
  readonly pageSize: number;
}
