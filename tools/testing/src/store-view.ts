import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { StackEnvironment } from './environment.js';

/** What lies in a bucket, seen and removed past Waybill. */
export class StoreView {
  private readonly s3: S3Client;

  constructor(
    stack: StackEnvironment,
    private readonly bucket: string,
  ) {
    this.s3 = new S3Client({
      endpoint: stack.s3.endpoint,
      region: stack.s3.region,
      forcePathStyle: true,
      credentials: stack.s3,
      // A store that is full answers nothing, for ever.
      requestHandler: {
        connectionTimeout: 3_000,
        requestTimeout: 15_000,
        throwOnRequestTimeout: true,
      },
    });
  }

  /** Keys under a prefix; up to 1,000. */
  async keys(prefix = ''): Promise<string[]> {
    const page = await this.s3.send(
      new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix }),
    );
    return (page.Contents ?? []).map(({ Key }) => Key ?? '');
  }

  /** Every key, however many. */
  async allKeys(): Promise<string[]> {
    const pages = paginateListObjectsV2({ client: this.s3 }, { Bucket: this.bucket });
    const keys: string[] = [];
    for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key }) => Key ?? ''));
    return keys;
  }

  /** Keys of unfinished multipart uploads. */
  async uploads(prefix = ''): Promise<string[]> {
    const page = await this.s3.send(
      new ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix: prefix }),
    );
    return (page.Uploads ?? []).map(({ Key }) => Key ?? '');
  }

  /** Numbers of the parts of the one unfinished upload of a key; undefined where there is none. */
  async parts(key: string): Promise<number[] | undefined> {
    const bucket = { Bucket: this.bucket };
    const { Uploads = [] } = await this.s3.send(
      new ListMultipartUploadsCommand({ ...bucket, Prefix: key }),
    );
    if (Uploads.length > 1) throw new Error(`${key} has ${Uploads.length} unfinished uploads.`);
    const UploadId = Uploads[0]?.UploadId;
    if (UploadId === undefined) return undefined;
    const page = await this.s3.send(new ListPartsCommand({ ...bucket, Key: key, UploadId }));
    return (page.Parts ?? []).map(({ PartNumber }) => PartNumber ?? 0);
  }

  async put(key: string, body: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body }));
  }

  async remove(key: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  /** The bucket with all that is in it: a store in memory has room for one run of tests, not for two. */
  async removeBucket(): Promise<void> {
    const bucket = { Bucket: this.bucket };
    const { Uploads = [] } = await this.s3.send(new ListMultipartUploadsCommand(bucket));
    for (const { Key, UploadId } of Uploads) {
      await this.s3.send(new AbortMultipartUploadCommand({ ...bucket, Key, UploadId }));
    }
    for (let keys = await this.keys(); keys.length > 0; keys = await this.keys()) {
      await Promise.all(keys.map((key) => this.remove(key)));
    }
    await this.s3.send(new DeleteBucketCommand(bucket));
  }

  close(): void {
    this.s3.destroy();
  }
}
