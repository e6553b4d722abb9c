import type { BucketTarget } from '../provision/bucket-target.js';
import type { Stack } from '../stack-options.js';

/** The store of a stack, as its bucket or another one. */
export function targetOf({ env }: Stack, bucket?: string): BucketTarget {
  const value = (name: string) => {
    const text = env[name];
    if (!text) throw new Error(`the stack gave no ${name}`);
    return text;
  };
  return {
    endpoint: value('S3_ENDPOINT'),
    region: value('S3_REGION'),
    accessKeyId: value('AWS_ACCESS_KEY_ID'),
    secretAccessKey: value('AWS_SECRET_ACCESS_KEY'),
    bucket: bucket ?? value('S3_BUCKET'),
  };
}
