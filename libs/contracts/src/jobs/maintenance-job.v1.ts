import { z } from 'zod';

export const MAINTENANCE_TASKS = [
  'expire-files',
  'clean-up-again',
  'redrive-jobs',
  'reconcile-files',
  'reconcile-quotas',
  'sweep-leftovers',
  'scrub-files',
  'dispatch-webhooks',
  'prune-webhooks',
] as const;
export type MaintenanceTask = (typeof MAINTENANCE_TASKS)[number];

/** What is done at intervals, by one processor at a time. */
export const maintenanceJobV1 = z.object({
  version: z.literal(1),
  task: z.enum(MAINTENANCE_TASKS),
});

export type MaintenanceJobV1 = z.infer<typeof maintenanceJobV1>;
