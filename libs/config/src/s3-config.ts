import { z } from 'zod';
import {
  flag,
  httpUrl,
  milliseconds,
  optionalMilliseconds,
  readEnvironment,
  variable,
  type Environment,
  type Settings,
} from './env.js';

const bucket = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u, 'is no bucket name');

/** Characters that no store encodes in a key, and no segment that a URL would resolve. */
const keyPrefix = z
  .string()
  .max(200)
  .regex(
    /^(?:(?!\.{1,2}\/)[A-Za-z0-9_.-]+\/)*$/u,
    'must be segments of A-Z a-z 0-9 _ . -, each with a "/" behind it, e.g. "waybill/"',
  );

const installation = z.uuid('must be the id of the installation that has it');

/** Half an identity would silently be none. */
const half = z.string('is missing beside the other');

/** Who calls the store, or signs for it. */
const credentials = z.object({
  accessKeyId: variable('AWS_ACCESS_KEY_ID', z.string()),
  secretAccessKey: variable('AWS_SECRET_ACCESS_KEY', z.string()),
  sessionToken: variable('AWS_SESSION_TOKEN', z.string().optional()),
});

const uploadCredentials = z.object({
  accessKeyId: variable('S3_UPLOAD_ACCESS_KEY_ID', half),
  secretAccessKey: variable('S3_UPLOAD_SECRET_ACCESS_KEY', half),
  sessionToken: variable('S3_UPLOAD_SESSION_TOKEN', z.string().optional()),
});

export const s3Settings = z.object({
  /** Absent for AWS itself. */
  endpoint: variable('S3_ENDPOINT', httpUrl.optional()),
  /** What pre-signed URLs are made for, where clients reach the store under another name. */
  publicEndpoint: variable('S3_PUBLIC_ENDPOINT', httpUrl.optional()),
  region: variable('S3_REGION', z.string().default('us-east-1')),
  bucket: variable('S3_BUCKET', bucket),
  /** Before each of our keys; empty, or ends in `/`. Installations can share a bucket by it. */
  prefix: variable('S3_PREFIX', keyPrefix.default('')),
  /** The installation whose bucket this one takes over, where it does. */
  takeOverFrom: variable('WAYBILL_TAKE_OVER_BUCKET', installation.optional()),
  credentials,
  /** Who signs the URLs of uploads; absent, the services themselves. */
  uploadCredentials: uploadCredentials.optional(),
  forcePathStyle: variable('S3_FORCE_PATH_STYLE', flag(true)),
  connectTimeoutMs: variable('WAYBILL_S3_CONNECT_TIMEOUT_MS', optionalMilliseconds()),
  /** Deadline of a call that moves no data. */
  requestTimeoutMs: variable('WAYBILL_S3_REQUEST_TIMEOUT_MS', optionalMilliseconds()),
  /** Deadline of UploadPartCopy and CompleteMultipartUpload with all their attempts, and of a read. */
  copyTimeoutMs: variable('WAYBILL_S3_COPY_TIMEOUT_MS', milliseconds(600_000)),
});
export type S3Config = Settings<typeof s3Settings, 'connectTimeoutMs' | 'requestTimeoutMs'>;
export type S3Credentials = S3Config['credentials'];

/** Milliseconds where the environment says nothing: of a service that nobody waits for. */
const PATIENT = { connectTimeoutMs: 3_000, requestTimeoutMs: 15_000 };

/** @param defaults of a service whose clients wait for an answer */
export function loadS3Config(env?: Environment, defaults = PATIENT): S3Config {
  return { ...defaults, ...readEnvironment(s3Settings, env) };
}
