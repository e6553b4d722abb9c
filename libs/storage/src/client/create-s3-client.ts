import { S3Client } from '@aws-sdk/client-s3';
import type { S3Config } from '@waybill/config';
import { addContentMd5 } from './content-md5.js';
import { addKeyPrefix } from './key-prefix.js';
import { requestHandler } from './request-handler.js';

/** As many copies as one process runs at once, and room for the control calls beside them. */
const MAX_SOCKETS = 256;

/** The first try and two more; the deadline of {@link StoreCalls} covers them all. */
const MAX_ATTEMPTS = 3;

/** An S3 client as every adapter here expects it: its keys are ours. The caller destroys it. */
export function createS3Client(config: S3Config): S3Client {
  const client = new S3Client({
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    region: config.region,
    forcePathStyle: config.forcePathStyle,
    credentials: { ...config.credentials },
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    // Stores other than AWS refuse or ignore the CRC that the SDK would add to every upload.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: requestHandler(config, MAX_SOCKETS),
  });
  addKeyPrefix(client, config.prefix);
  addContentMd5(client);
  return client;
}

/** A client that signs for the name under which clients reach the store. */
export function createSigningClient(config: S3Config): S3Client {
  return createS3Client({ ...config, endpoint: config.publicEndpoint ?? config.endpoint });
}
