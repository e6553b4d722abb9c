import {
  CreateBucketCommand,
  GetBucketCorsCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutPublicAccessBlockCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';

export function bucketExists(s3: S3Client, bucket: string): Promise<boolean> {
  return hasAny(() => s3.send(new HeadBucketCommand({ Bucket: bucket })));
}

export async function createBucket(s3: S3Client, bucket: string): Promise<void> {
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    // Somebody else was faster; ours all the same.
    if ((error as Error).name !== 'BucketAlreadyOwnedByYou') throw error;
  }
}

/** A bucket that has rules of its own keeps them. */
export function hasCorsRules(s3: S3Client, bucket: string): Promise<boolean> {
  return hasAny(() => s3.send(new GetBucketCorsCommand({ Bucket: bucket })));
}

/** Lets pages of any origin send chunks, and read the ETag that the store answers with. */
export async function allowBrowsers(s3: S3Client, bucket: string): Promise<void> {
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

export async function ignoresPublicAcls(s3: S3Client, bucket: string): Promise<boolean> {
  const found: (boolean | undefined)[] = [];
  await hasAny(async () => {
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket: bucket }));
    found.push(block.PublicAccessBlockConfiguration?.IgnorePublicAcls);
  });
  return found.includes(true);
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
