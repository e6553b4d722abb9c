import {
  CreateBucketCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutPublicAccessBlockCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';

export async function createBucket(s3: S3Client, bucket: string): Promise<void> {
  if (await hasAny(() => s3.send(new HeadBucketCommand({ Bucket: bucket })))) return;
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    // Somebody else was faster; ours all the same.
    if ((error as Error).name !== 'BucketAlreadyOwnedByYou') throw error;
  }
}

/**
 * Lets pages of any origin send chunks, and read the ETag that the store answers with. A bucket
 * that has rules of its own keeps them.
 */
export async function allowBrowsers(s3: S3Client, bucket: string): Promise<void> {
  if (await hasAny(() => s3.send(new GetBucketCorsCommand({ Bucket: bucket })))) return;
  await s3.send(
    new PutBucketCorsCommand({
      Bucket: bucket,
      CORSConfiguration: {
        CORSRules: [
          {
            AllowedOrigins: ['*'],
            AllowedMethods: ['PUT', 'GET', 'HEAD'],
            AllowedHeaders: ['*'],
            ExposeHeaders: ['ETag'],
            MaxAgeSeconds: 3600,
          },
        ],
      },
    }),
  );
}

/**
 * The net below the application's own clean-up: parts of an upload that nobody finished cost
 * space. A bucket that has rules of its own keeps them.
 */
export async function expireUnfinishedUploads(s3: S3Client, bucket: string): Promise<void> {
  const current = new GetBucketLifecycleConfigurationCommand({ Bucket: bucket });
  if (await hasAny(() => s3.send(current))) return;
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: bucket,
      LifecycleConfiguration: {
        Rules: [
          {
            ID: 'abort-unfinished-multipart-uploads',
            Status: 'Enabled',
            Filter: { Prefix: '' },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
        ],
      },
    }),
  );
}

/**
 * Nobody reads an object because its ACL says so: Ceph up to 18 obeys an ACL header that whoever
 * holds a URL adds to a PUT. The other three of these settings make Ceph 16 refuse plain PUTs.
 */
export async function ignorePublicAcls(s3: S3Client, bucket: string): Promise<void> {
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket: bucket,
      PublicAccessBlockConfiguration: { IgnorePublicAcls: true },
    }),
  );
}

/** S3 answers 404 for a bucket, and for a configuration, that is not there. */
async function hasAny(get: () => Promise<unknown>): Promise<boolean> {
  try {
    await get();
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false;
    throw error;
  }
}
