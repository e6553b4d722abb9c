import { z } from 'zod';
import { count, milliseconds, readEnvironment, seconds, type Environment } from './env.js';

/** What the API decides for uploads. Times in seconds, sizes in bytes. */
export interface UploadConfig {
  /** What the store shows at the storage-event webhook. */
  readonly storeToken: string;
  /** The SNS topics that are taken; unset, whichever show the store's token. */
  readonly snsTopicArns?: readonly string[];
  readonly chunkUrlExpiresIn: number;
  readonly fileExpiresIn: number;
  readonly maxFileSize?: number;
  /** How long the intake gathers events into one job. */
  readonly intakeGatherMs: number;
  readonly intakeBatchSize: number;
}

const topicArns = z
  .string()
  .transform((list) => list.split(',').map((arn) => arn.trim()))
  .pipe(z.array(z.string().startsWith('arn:', 'must be ARNs, with commas between them')));

export const uploadVariables = z.object({
  WAYBILL_STORE_TOKEN: z.string().min(16, 'must have at least 16 characters'),
  WAYBILL_SNS_TOPIC_ARNS: topicArns.optional(),
  WAYBILL_CHUNK_URL_EXPIRES_IN: seconds(3_600),
  WAYBILL_FILE_EXPIRES_IN: seconds(7 * 86_400),
  WAYBILL_MAX_FILE_SIZE: z.coerce.number().int().positive().optional(),
  WAYBILL_INTAKE_GATHER_MS: milliseconds(4),
  WAYBILL_INTAKE_BATCH_SIZE: count(100),
});

export function loadUploadConfig(env?: Environment): UploadConfig {
  const values = readEnvironment(uploadVariables, env);
  return {
    storeToken: values.WAYBILL_STORE_TOKEN,
    snsTopicArns: values.WAYBILL_SNS_TOPIC_ARNS,
    chunkUrlExpiresIn: values.WAYBILL_CHUNK_URL_EXPIRES_IN,
    fileExpiresIn: values.WAYBILL_FILE_EXPIRES_IN,
    maxFileSize: values.WAYBILL_MAX_FILE_SIZE,
    intakeGatherMs: values.WAYBILL_INTAKE_GATHER_MS,
    intakeBatchSize: values.WAYBILL_INTAKE_BATCH_SIZE,
  };
}
