import { z } from 'zod';
import {
  count,
  milliseconds,
  readEnvironment,
  seconds,
  token,
  variable,
  type Environment,
  type Settings,
} from './env.js';
import { entries } from './lists.js';

const topicArns = entries.pipe(
  z.array(z.string().startsWith('arn:', 'must be ARNs, with commas between them')),
);

/** What the API decides for uploads. Times in seconds, sizes in bytes. */
export const uploadSettings = z.object({
  /** What the store shows at the storage-event webhook. */
  storeToken: variable('WAYBILL_STORE_TOKEN', token),
  /** The SNS topics that are taken; unset, whichever show the store's token. */
  snsTopicArns: variable('WAYBILL_SNS_TOPIC_ARNS', topicArns.optional()),
  chunkUrlExpiresIn: variable('WAYBILL_CHUNK_URL_EXPIRES_IN', seconds(3_600)),
  fileExpiresIn: variable('WAYBILL_FILE_EXPIRES_IN', seconds(7 * 86_400)),
  maxFileSize: variable('WAYBILL_MAX_FILE_SIZE', z.coerce.number().int().positive().optional()),
  /** How long the intake gathers events into one job. */
  intakeGatherMs: variable('WAYBILL_INTAKE_GATHER_MS', milliseconds(4)),
  intakeBatchSize: variable('WAYBILL_INTAKE_BATCH_SIZE', count(100)),
});
export type UploadConfig = Settings<typeof uploadSettings>;

export function loadUploadConfig(env?: Environment): UploadConfig {
  return readEnvironment(uploadSettings, env);
}
