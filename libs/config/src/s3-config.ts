import { z } from 'zod';
import {
  flag,
  milliseconds,
  optionalMilliseconds,
  readEnvironment,
  type Environment,
} from './env.js';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3Config {
  /** Absent for AWS itself. */
  readonly endpoint?: string;
  /** What pre-signed URLs are made for, where clients reach the store under another name. */
  readonly publicEndpoint?: string;
  readonly region: string;
  readonly bucket: string;
  /** Before each of our keys; empty, or ends in `/`. Installations can share a bucket by it. */
  readonly prefix: string;
  /** The installation whose bucket this one takes over, where it does. */
  readonly takeOverFrom?: string;
  readonly credentials: S3Credentials;
  /** Who signs the URLs of uploads; absent, the services themselves. */
  readonly uploadCredentials?: S3Credentials;
  readonly forcePathStyle: boolean;
  readonly connectTimeoutMs: number;
  /** Deadline of a call that moves no data. */
  readonly requestTimeoutMs: number;
  /** Deadline of UploadPartCopy and CompleteMultipartUpload with all their attempts, and of a read. */
  readonly copyTimeoutMs: number;
}

const httpUrl = z.url({ protocol: /^https?$/u, error: 'must be an http:// or https:// URL' });

/** Milliseconds where the environment says nothing: of a service that nobody waits for. */
const PATIENT = { connectTimeoutMs: 3_000, requestTimeoutMs: 15_000 };

/** Characters that no store encodes in a key, and no segment that a URL would resolve. */
const keyPrefix = z
  .string()
  .max(200)
  .regex(
    /^(?:(?!\.{1,2}\/)[A-Za-z0-9_.-]+\/)*$/u,
    'must be segments of A-Z a-z 0-9 _ . -, each with a "/" behind it, e.g. "waybill/"',
  );

const fields = z.object({
  S3_ENDPOINT: httpUrl.optional(),
  S3_PUBLIC_ENDPOINT: httpUrl.optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u, 'is no bucket name'),
  S3_PREFIX: keyPrefix.default(''),
  S3_FORCE_PATH_STYLE: flag(true),
  AWS_ACCESS_KEY_ID: z.string(),
  AWS_SECRET_ACCESS_KEY: z.string(),
  AWS_SESSION_TOKEN: z.string().optional(),
  S3_UPLOAD_ACCESS_KEY_ID: z.string().optional(),
  S3_UPLOAD_SECRET_ACCESS_KEY: z.string().optional(),
  S3_UPLOAD_SESSION_TOKEN: z.string().optional(),
  WAYBILL_TAKE_OVER_BUCKET: z.uuid('must be the id of the installation that has it').optional(),
  WAYBILL_S3_CONNECT_TIMEOUT_MS: optionalMilliseconds(),
  WAYBILL_S3_REQUEST_TIMEOUT_MS: optionalMilliseconds(),
  WAYBILL_S3_COPY_TIMEOUT_MS: milliseconds(600_000),
});

/** Half an identity would silently be none. */
export const s3Variables = fields.superRefine((values, context) => {
  const id = values.S3_UPLOAD_ACCESS_KEY_ID;
  const secret = values.S3_UPLOAD_SECRET_ACCESS_KEY;
  if (Boolean(id) === Boolean(secret) && (id || !values.S3_UPLOAD_SESSION_TOKEN)) return;
  for (const name of ['S3_UPLOAD_ACCESS_KEY_ID', 'S3_UPLOAD_SECRET_ACCESS_KEY'] as const)
    if (!values[name])
      context.addIssue({ code: 'custom', path: [name], message: 'is missing beside the other' });
});

/** @param defaults of a service whose clients wait for an answer */
export function loadS3Config(
  env?: Environment,
  defaults: Pick<S3Config, 'connectTimeoutMs' | 'requestTimeoutMs'> = PATIENT,
): S3Config {
  const values = readEnvironment(s3Variables, env);
  return {
    endpoint: values.S3_ENDPOINT,
    publicEndpoint: values.S3_PUBLIC_ENDPOINT,
    region: values.S3_REGION,
    bucket: values.S3_BUCKET,
    prefix: values.S3_PREFIX,
    takeOverFrom: values.WAYBILL_TAKE_OVER_BUCKET,
    credentials: {
      accessKeyId: values.AWS_ACCESS_KEY_ID,
      secretAccessKey: values.AWS_SECRET_ACCESS_KEY,
      sessionToken: values.AWS_SESSION_TOKEN,
    },
    uploadCredentials: uploadCredentials(values),
    forcePathStyle: values.S3_FORCE_PATH_STYLE,
    connectTimeoutMs: values.WAYBILL_S3_CONNECT_TIMEOUT_MS ?? defaults.connectTimeoutMs,
    requestTimeoutMs: values.WAYBILL_S3_REQUEST_TIMEOUT_MS ?? defaults.requestTimeoutMs,
    copyTimeoutMs: values.WAYBILL_S3_COPY_TIMEOUT_MS,
  };
}

function uploadCredentials(values: z.output<typeof fields>): S3Credentials | undefined {
  const { S3_UPLOAD_ACCESS_KEY_ID, S3_UPLOAD_SECRET_ACCESS_KEY, S3_UPLOAD_SESSION_TOKEN } = values;
  if (!S3_UPLOAD_ACCESS_KEY_ID || !S3_UPLOAD_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: S3_UPLOAD_ACCESS_KEY_ID,
    secretAccessKey: S3_UPLOAD_SECRET_ACCESS_KEY,
    sessionToken: S3_UPLOAD_SESSION_TOKEN,
  };
}
