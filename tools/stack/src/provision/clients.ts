import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import type { BucketTarget } from './bucket-target.js';

/** Milliseconds; a store that does not answer by then is asked again, three times in all. */
const deadlines = { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

export function s3Client({ endpoint, region, accessKeyId, secretAccessKey }: BucketTarget) {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestHandler: deadlines,
    // Ceph 16 knows none of the checksums that the SDK would add.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** Ceph's gateway speaks SNS's protocol for its notification topics, at the S3 endpoint itself. */
export function topicClient({ endpoint, accessKeyId, secretAccessKey }: BucketTarget) {
  const client = new SNSClient({
    endpoint,
    // Becomes part of the topics' names: `arn:aws:sns:default::NAME`.
    region: 'default',
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: deadlines,
  });
  // A topic with a password in its endpoint is only accepted, or listed, over a connection that
  // the gateway takes for secure; see gatewaySection() of its configuration.
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-forwarded-proto'] = 'https';
      return next(args);
    },
    { step: 'build', name: 'saySecure' },
  );
  return client;
}
