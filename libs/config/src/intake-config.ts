import { z } from 'zod';
import {
  count,
  httpUrl,
  milliseconds,
  readEnvironment,
  redisUrl,
  variable,
  type Environment,
  type Settings,
} from './env.js';
import { loadS3Config, type S3Config } from './s3-config.js';

/** SQS holds a message back for 12 hours at most (SQS API reference, ReceiveMessage). */
const LONGEST_VISIBILITY_S = 43_200;

const visibility = z.coerce.number().int().min(2).max(LONGEST_VISIBILITY_S).default(60);

/** The queue to which S3 sends its events. */
const sqs = z.object({
  queueUrl: variable('WAYBILL_SQS_QUEUE_URL', httpUrl.optional()),
  endpoint: variable('WAYBILL_SQS_ENDPOINT', httpUrl.optional()),
  region: variable('WAYBILL_SQS_REGION', z.string().optional()),
  /** Long polls under way at once in one process. */
  pollers: variable('WAYBILL_SQS_POLLERS', count(2)),
  /** Seconds for which a message that was received is hidden from the other pollers. */
  visibilityTimeout: variable('WAYBILL_SQS_VISIBILITY_TIMEOUT', visibility),
});

/** The list to which MinIO pushes its events (its Redis target, format `access`). */
const minioRedis = z.object({
  url: variable('WAYBILL_MINIO_REDIS_URL', redisUrl.optional()),
  key: variable('WAYBILL_MINIO_REDIS_KEY', z.string().optional()),
  commandTimeoutMs: variable('WAYBILL_REDIS_COMMAND_TIMEOUT_MS', milliseconds(5_000)),
});

export const intakeSettings = z.object({
  sqs,
  minioRedis: minioRedis.refine(({ url, key }) => !url || key, {
    path: ['key'],
    error: 'must name the list where WAYBILL_MINIO_REDIS_URL is set',
  }),
});

/** `requestTimeoutMs` of a long poll is beyond the time that it waits. */
export type SqsConfig = Settings<typeof sqs, 'queueUrl' | 'endpoint' | 'region'> &
  Pick<S3Config, 'credentials' | 'connectTimeoutMs' | 'requestTimeoutMs'>;
export type MinioRedisConfig = Settings<typeof minioRedis, 'url' | 'key'>;

/** Where storage events are fetched. */
export interface IntakeConfig {
  readonly sqs?: SqsConfig;
  readonly minioRedis?: MinioRedisConfig;
}

export function loadIntakeConfig(env?: Environment): IntakeConfig {
  const values = readEnvironment(intakeSettings, env);
  const { url, key, commandTimeoutMs } = values.minioRedis;
  return {
    sqs: sqsConfig(values.sqs, env),
    minioRedis: url && key ? { url, key, commandTimeoutMs } : undefined,
  };
}

/** Credentials and deadlines are those of the bucket. */
function sqsConfig(values: Settings<typeof sqs>, env?: Environment): SqsConfig | undefined {
  const { queueUrl } = values;
  if (queueUrl === undefined) return undefined;
  const { region, credentials, connectTimeoutMs, requestTimeoutMs } = loadS3Config(env);
  return {
    region,
    // Whoever serves the queue's URL serves the queue; the store itself never does.
    endpoint: new URL(queueUrl).origin,
    ...values,
    queueUrl,
    credentials,
    connectTimeoutMs,
    requestTimeoutMs,
  };
}
