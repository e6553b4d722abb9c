import { z } from 'zod';
import {
  count,
  milliseconds,
  readEnvironment,
  seconds,
  secondsOrOff,
  variable,
  type Environment,
  type Settings,
} from './env.js';
import { list } from './lists.js';
import { PROCESSOR_ROLES } from './processor-roles.js';
import { webhookDeliverySettings } from './webhook-config.js';

const DAY = 86_400;

/** How lost events are healed. Times in seconds. */
const reconciler = z.object({
  /** Between two runs. */
  interval: variable('WAYBILL_RECONCILE_INTERVAL', seconds(10)),
  /** Without any change before a file is looked at for the first time. */
  quietFor: variable('WAYBILL_RECONCILE_QUIET_FOR', seconds(15)),
  /** Between two looks at the same file, at most: the gap doubles from `quietFor` up to it. */
  maxGap: variable('WAYBILL_RECONCILE_MAX_GAP', seconds(3_600)),
  /** Files looked at in one run, at most. */
  maxFiles: variable('WAYBILL_RECONCILE_MAX_FILES', count(50)),
  /** Pages of 1,000 chunks listed in one run, at most: each is a call to the store. */
  maxPages: variable('WAYBILL_RECONCILE_MAX_PAGES', count(100)),
});

/** How what no file needs is removed from the store. Times in seconds; 0 in either turns it off. */
const sweep = z.object({
  /** Between two sweeps. */
  interval: variable('WAYBILL_SWEEP_INTERVAL', secondsOrOff(DAY)),
  /** Nothing younger than this is touched. */
  grace: variable('WAYBILL_SWEEP_GRACE', secondsOrOff(DAY)),
  /** Of what is examined; a sweep that would remove more, and more than 100, removes nothing. */
  maxShare: variable('WAYBILL_SWEEP_MAX_SHARE', z.coerce.number().min(0).max(1).default(0.1)),
});

/** How completed files are compared with the store. Times in seconds. */
const scrub = z.object({
  /** Between two runs; 0 turns it off. */
  interval: variable('WAYBILL_SCRUB_INTERVAL', secondsOrOff(60)),
  /** Between two looks at the same file. */
  every: variable('WAYBILL_SCRUB_EVERY', seconds(7 * DAY)),
  /** Files looked at in one run, at most. */
  maxFiles: variable('WAYBILL_SCRUB_MAX_FILES', count(50)),
});

const names = PROCESSOR_ROLES.join(', ');
const roles = list
  .pipe(
    z.array(z.enum(PROCESSOR_ROLES, { error: `must be of ${names}, with commas between them` })),
  )
  .refine((named) => named.length > 0, 'must name one role at least')
  .prefault(PROCESSOR_ROLES.join(','));

/** How much a processor does at once, and how soon another takes over its work. */
export const processorSettings = z.object({
  /** Kinds of work that this processor takes on. */
  roles: variable('WAYBILL_PROCESSOR_ROLES', roles),
  storageEventConcurrency: variable('WAYBILL_STORAGE_EVENT_CONCURRENCY', count(4)),
  /** Files assembled at once. */
  assemblyConcurrency: variable('WAYBILL_ASSEMBLY_CONCURRENCY', count(4)),
  /** UploadPartCopy calls under way at once, for each file. */
  copyConcurrency: variable('WAYBILL_COPY_CONCURRENCY', count(8)),
  /** Chunks compared with the store at once; each may be read back as a whole. */
  verificationConcurrency: variable('WAYBILL_VERIFICATION_CONCURRENCY', count(4)),
  /** A job whose worker shows no life for this long goes to another worker. */
  lockDurationMs: variable('WAYBILL_LOCK_DURATION_MS', milliseconds(10_000)),
  stalledIntervalMs: variable('WAYBILL_STALLED_INTERVAL_MS', milliseconds(3_000)),
  /** Seconds between two looks for files whose time is over. */
  expiryInterval: variable('WAYBILL_EXPIRY_INTERVAL', seconds(30)),
  /** Seconds for which the audit is kept; a day at least. */
  auditRetention: variable('WAYBILL_AUDIT_RETENTION', seconds(90 * DAY)),
  /** Seconds for which an upload token is kept after its end. */
  tokenRetention: variable('WAYBILL_TOKEN_RETENTION', seconds(30 * DAY)),
  reconciler,
  sweep,
  scrub,
  webhooks: webhookDeliverySettings,
});
export type ProcessorConfig = Settings<typeof processorSettings>;

export function loadProcessorConfig(env?: Environment): ProcessorConfig {
  return readEnvironment(processorSettings, env);
}
