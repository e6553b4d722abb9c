import { z } from 'zod';
import { count, milliseconds, readEnvironment, seconds, type Environment } from './env.js';
import { loadWebhookDeliveryConfig, type WebhookDeliveryConfig } from './webhook-config.js';

/** How lost events are healed. Times in seconds. */
export interface ReconcilerConfig {
  /** Between two runs. */
  readonly interval: number;
  /** Without any change before a file is looked at for the first time. */
  readonly quietFor: number;
  /** Between two looks at the same file, at most: the gap doubles from `quietFor` up to it. */
  readonly maxGap: number;
  /** Files looked at in one run, at most. */
  readonly maxFiles: number;
  /** Pages of 1,000 chunks listed in one run, at most: each is a call to the store. */
  readonly maxPages: number;
}

/** How what no file needs is removed from the store. Times in seconds; 0 in either turns it off. */
export interface SweepConfig {
  /** Between two sweeps. */
  readonly interval: number;
  /** Nothing younger than this is touched. */
  readonly grace: number;
  /** Of what is examined; a sweep that would remove more, and more than 100, removes nothing. */
  readonly maxShare: number;
}

/** How completed files are compared with the store. Times in seconds. */
export interface ScrubConfig {
  /** Between two runs; 0 turns it off. */
  readonly interval: number;
  /** Between two looks at the same file. */
  readonly every: number;
  /** Files looked at in one run, at most. */
  readonly maxFiles: number;
}

/** How much a processor does at once, and how soon another takes over its work. */
export interface ProcessorConfig {
  readonly storageEventConcurrency: number;
  /** Files assembled at once. */
  readonly assemblyConcurrency: number;
  /** UploadPartCopy calls under way at once, for each file. */
  readonly copyConcurrency: number;
  /** Chunks compared with the store at once; each may be read back as a whole. */
  readonly verificationConcurrency: number;
  /** A job whose worker shows no life for this long goes to another worker. */
  readonly lockDurationMs: number;
  readonly stalledIntervalMs: number;
  /** Seconds between two looks for files whose time is over. */
  readonly expiryInterval: number;
  readonly reconciler: ReconcilerConfig;
  readonly sweep: SweepConfig;
  readonly scrub: ScrubConfig;
  readonly webhooks: WebhookDeliveryConfig;
}

const DAY = 86_400;
const secondsOrOff = (fallback: number) => z.coerce.number().nonnegative().default(fallback);

export const processorVariables = z.object({
  WAYBILL_STORAGE_EVENT_CONCURRENCY: count(4),
  WAYBILL_ASSEMBLY_CONCURRENCY: count(4),
  WAYBILL_COPY_CONCURRENCY: count(8),
  WAYBILL_VERIFICATION_CONCURRENCY: count(4),
  WAYBILL_LOCK_DURATION_MS: milliseconds(10_000),
  WAYBILL_STALLED_INTERVAL_MS: milliseconds(3_000),
  WAYBILL_EXPIRY_INTERVAL: seconds(30),
  WAYBILL_RECONCILE_INTERVAL: seconds(10),
  WAYBILL_RECONCILE_QUIET_FOR: seconds(15),
  WAYBILL_RECONCILE_MAX_GAP: seconds(3_600),
  WAYBILL_RECONCILE_MAX_FILES: count(50),
  WAYBILL_RECONCILE_MAX_PAGES: count(100),
  WAYBILL_SWEEP_INTERVAL: secondsOrOff(DAY),
  WAYBILL_SWEEP_GRACE: secondsOrOff(DAY),
  WAYBILL_SCRUB_INTERVAL: secondsOrOff(60),
  WAYBILL_SCRUB_EVERY: seconds(7 * DAY),
  WAYBILL_SCRUB_MAX_FILES: count(50),
  WAYBILL_SWEEP_MAX_SHARE: z.coerce.number().min(0).max(1).default(0.1),
});

export function loadProcessorConfig(env?: Environment): ProcessorConfig {
  const values = readEnvironment(processorVariables, env);
  return {
    storageEventConcurrency: values.WAYBILL_STORAGE_EVENT_CONCURRENCY,
    assemblyConcurrency: values.WAYBILL_ASSEMBLY_CONCURRENCY,
    copyConcurrency: values.WAYBILL_COPY_CONCURRENCY,
    verificationConcurrency: values.WAYBILL_VERIFICATION_CONCURRENCY,
    lockDurationMs: values.WAYBILL_LOCK_DURATION_MS,
    stalledIntervalMs: values.WAYBILL_STALLED_INTERVAL_MS,
    expiryInterval: values.WAYBILL_EXPIRY_INTERVAL,
    reconciler: {
      interval: values.WAYBILL_RECONCILE_INTERVAL,
      quietFor: values.WAYBILL_RECONCILE_QUIET_FOR,
      maxGap: values.WAYBILL_RECONCILE_MAX_GAP,
      maxFiles: values.WAYBILL_RECONCILE_MAX_FILES,
      maxPages: values.WAYBILL_RECONCILE_MAX_PAGES,
    },
    scrub: {
      interval: values.WAYBILL_SCRUB_INTERVAL,
      every: values.WAYBILL_SCRUB_EVERY,
      maxFiles: values.WAYBILL_SCRUB_MAX_FILES,
    },
    sweep: {
      interval: values.WAYBILL_SWEEP_INTERVAL,
      grace: values.WAYBILL_SWEEP_GRACE,
      maxShare: values.WAYBILL_SWEEP_MAX_SHARE,
    },
    webhooks: loadWebhookDeliveryConfig(env),
  };
}
