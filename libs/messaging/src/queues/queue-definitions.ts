import {
  MAINTENANCE_TASKS,
  fileTaskJobV1,
  maintenanceJobV1,
  storageEventsJobV1,
  verificationJobV1,
  webhookDeliveryJobV1,
} from '@waybill/contracts';
import type { ProcessorConfig, ProcessorRole } from '@waybill/config';
import type { z } from 'zod';

const HOUR = 3_600;
const DAY = 24 * HOUR;

export interface QueueDefinition<Schema extends z.ZodType = z.ZodType> {
  /** Which processors take its jobs. */
  readonly role: ProcessorRole;
  /** In Redis the keys begin with `<prefix>:<name>:`. */
  readonly name: string;
  /** Checked when a job is added and again when it is taken. */
  readonly schema: Schema;
  /** Attempts before a job counts as failed for good. */
  readonly attempts: number;
  /** Milliseconds before the second attempt, doubled for each further one up to `cap`. */
  readonly backoff: { readonly base: number; readonly cap: number };
  /** Jobs that one processor works on at once. */
  readonly concurrency: (processor: ProcessorConfig) => number;
  /**
   * True where a job is only a hint at what stands elsewhere, and another follows by itself: one that
   * fails is nothing to look at, and is not kept.
   */
  readonly hint?: true;
}

function define<Schema extends z.ZodType>(
  definition: QueueDefinition<Schema>,
): QueueDefinition<Schema> {
  return definition;
}

/** Every queue there is. Attempts and backoff outlast an outage of what the work needs. */
export const QUEUES = {
  /** About two hours of PostgreSQL being away. */
  storageEvents: define({
    name: 'storage-events',
    role: 'arrivals',
    schema: storageEventsJobV1,
    attempts: 500,
    backoff: { base: 500, cap: 15_000 },
    concurrency: (processor) => processor.storageEventConcurrency,
  }),
  /** About forty minutes of the store being away; then the file is `failed`. */
  assembly: define({
    name: 'assembly',
    role: 'assembly',
    schema: fileTaskJobV1,
    attempts: 100,
    backoff: { base: 1_000, cap: 30_000 },
    concurrency: (processor) => processor.assemblyConcurrency,
  }),
  /** Nobody waits for it; what is left over after all attempts is driven again by maintenance. */
  cleanup: define({
    name: 'cleanup',
    role: 'assembly',
    schema: fileTaskJobV1,
    attempts: 50,
    backoff: { base: 2_000, cap: 60_000 },
    concurrency: (processor) => processor.assemblyConcurrency,
  }),
  /** Nobody else looks at these chunks; what is left over is driven again by maintenance. */
  verification: define({
    name: 'verification',
    role: 'arrivals',
    schema: verificationJobV1,
    attempts: 100,
    backoff: { base: 500, cap: 30_000 },
    concurrency: (processor) => processor.verificationConcurrency,
  }),
  /** Whatever fails, the delivery's row stays due, and is asked for again. */
  webhookDeliveries: define({
    name: 'webhook-deliveries',
    role: 'webhooks',
    schema: webhookDeliveryJobV1,
    attempts: 1,
    backoff: { base: 1_000, cap: 1_000 },
    concurrency: (processor) => processor.webhooks.concurrency,
    hint: true,
  }),
  /** Comes again by itself. */
  maintenance: define({
    name: 'maintenance',
    role: 'maintenance',
    schema: maintenanceJobV1,
    attempts: 1,
    backoff: { base: 1_000, cap: 1_000 },
    // A long sweep holds up none of the short tasks.
    concurrency: () => MAINTENANCE_TASKS.length,
    hint: true,
  }),
} as const;

export type QueueKey = keyof typeof QUEUES;
export type JobOf<Key extends QueueKey> = z.output<(typeof QUEUES)[Key]['schema']>;
export const QUEUE_KEYS = Object.keys(QUEUES) as QueueKey[];

/**
 * How long a finished job with an id is remembered: as long, its id cannot be added again. Of others nothing
 * is kept. Seconds.
 */
export const KEEP_COMPLETED = { age: HOUR, count: 1_000 };
/** Failures stay for people to look at. Seconds. */
const KEEP_FAILED = { age: 30 * DAY, count: 100_000 };

const KEEP_NONE = { count: 0 };

/** BullMQ's `removeOnFail` of a queue. */
export function keepFailed(queue: QueueDefinition): { age?: number; count: number } {
  return queue.hint ? KEEP_NONE : KEEP_FAILED;
}
