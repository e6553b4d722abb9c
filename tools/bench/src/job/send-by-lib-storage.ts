import { createReadStream } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { tell } from './sent.js';

/** Uploads a file by AWS's own library, with our chunk size and concurrency. Arguments: path, key. */
const [path = '', key = ''] = process.argv.slice(2);
const client = new S3Client({
  endpoint: process.env['S3_ENDPOINT'] ?? '',
  region: process.env['S3_REGION'] ?? '',
  forcePathStyle: true,
  // The store knows no such checksums: without them the library is faster, and as safe.
  requestChecksumCalculation: 'WHEN_REQUIRED',
});

const started = performance.now();
await new Upload({
  client,
  params: { Bucket: process.env['S3_BUCKET'] ?? '', Key: key, Body: createReadStream(path) },
  partSize: 8 * 1024 * 1024,
  queueSize: 4,
}).done();
const seconds = (performance.now() - started) / 1000;
client.destroy();
tell({ seconds, sending: seconds });
