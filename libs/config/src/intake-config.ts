import { z } from 'zod';
import { count, milliseconds, readEnvironment, type Environment } from './env.js';
import { loadS3Config, type S3Config } from './s3-config.js';

/** The queue to which S3 sends its events. */
export interface SqsConfig {
  readonly queueUrl: string;
  readonly endpoint: string;
  readonly region: string;
  /** Those of the bucket. */
  readonly credentials: S3Config['credentials'];
  /** Long polls under way at once in one process. */
  readonly pollers: number;
  /** Seconds for which a message that was received is hidden from the other pollers. */
  readonly visibilityTimeout: number;
  readonly connectTimeoutMs: number;
  /** Deadline of a call; of a long poll, beyond the time that it waits. */
  readonly requestTimeoutMs: number;
}

/** The list to which MinIO pushes its events (its Redis target, format `access`). */
export interface MinioRedisConfig {
  readonly url: string;
  readonly key: string;
  readonly commandTimeoutMs: number;
}

/** Where storage events are fetched. */
export interface IntakeConfig {
  readonly sqs?: SqsConfig;
  readonly minioRedis?: MinioRedisConfig;
}

/** SQS holds a message back for 12 hours at most (SQS API reference, ReceiveMessage). */
const LONGEST_VISIBILITY_S = 43_200;

const httpUrl = z.url({ protocol: /^https?$/u, error: 'must be an http:// or https:// URL' });

export const intakeVariables = z
  .object({
    WAYBILL_SQS_QUEUE_URL: httpUrl.optional(),
    WAYBILL_SQS_ENDPOINT: httpUrl.optional(),
    WAYBILL_SQS_REGION: z.string().optional(),
    WAYBILL_SQS_POLLERS: count(2),
    WAYBILL_SQS_VISIBILITY_TIMEOUT: z.coerce
      .number()
      .int()
      .min(2)
      .max(LONGEST_VISIBILITY_S)
      .default(60),
    WAYBILL_MINIO_REDIS_URL: z
      .url({ protocol: /^rediss?$/u, error: 'must be a redis:// or rediss:// URL' })
      .optional(),
    WAYBILL_MINIO_REDIS_KEY: z.string().optional(),
    WAYBILL_REDIS_COMMAND_TIMEOUT_MS: milliseconds(5_000),
  })
  .refine((values) => !values.WAYBILL_MINIO_REDIS_URL || values.WAYBILL_MINIO_REDIS_KEY, {
    path: ['WAYBILL_MINIO_REDIS_KEY'],
    error: 'must name the list where WAYBILL_MINIO_REDIS_URL is set',
  });

export function loadIntakeConfig(env?: Environment): IntakeConfig {
  const values = readEnvironment(intakeVariables, env);
  const { WAYBILL_MINIO_REDIS_URL: url, WAYBILL_MINIO_REDIS_KEY: key } = values;
  return {
    sqs: sqsConfig(values, env),
    minioRedis:
      url && key
        ? { url, key, commandTimeoutMs: values.WAYBILL_REDIS_COMMAND_TIMEOUT_MS }
        : undefined,
  };
}

function sqsConfig(
  values: z.output<typeof intakeVariables>,
  env?: Environment,
): SqsConfig | undefined {
  const queueUrl = values.WAYBILL_SQS_QUEUE_URL;
  if (queueUrl === undefined) return undefined;
  const s3 = loadS3Config(env);
  return {
    queueUrl,
    // Whoever serves the queue's URL serves the queue; the store itself never does.
    endpoint: values.WAYBILL_SQS_ENDPOINT ?? new URL(queueUrl).origin,
    region: values.WAYBILL_SQS_REGION ?? s3.region,
    credentials: s3.credentials,
    pollers: values.WAYBILL_SQS_POLLERS,
    visibilityTimeout: values.WAYBILL_SQS_VISIBILITY_TIMEOUT,
    connectTimeoutMs: s3.connectTimeoutMs,
    requestTimeoutMs: s3.requestTimeoutMs,
  };
}
