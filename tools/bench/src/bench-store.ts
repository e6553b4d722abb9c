import type { S3Config } from '@waybill/config';

/** Signing needs no server: the credentials are made up. */
export const BENCH_STORE: S3Config = {
  endpoint: 'http://127.0.0.1:7480',
  region: 'us-east-1',
  bucket: 'bench',
  prefix: '',
  credentials: { accessKeyId: 'AKIABENCH', secretAccessKey: 'bench-secret' },
  forcePathStyle: true,
  connectTimeoutMs: 1_000,
  requestTimeoutMs: 1_000,
  copyTimeoutMs: 1_000,
};
