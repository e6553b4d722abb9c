import type { Job } from 'bullmq';
import { UNSETTLED } from '../workers/run-job.js';
import type { QueueProducers } from './queue-producers.js';
import {
  KEEP_COMPLETED,
  QUEUE_KEYS,
  type QueueDefinition,
  type QueueKey,
  QUEUES,
} from './queue-definitions.js';

/** What BullMQ writes as the reason when a job's workers died too often. */
const STALLED_OUT = 'job stalled more than allowable limit';
const PAGE = 500;

/**
 * Gives failed jobs another round where no one has settled their failure: workers that died too
 * often, or a failure that could not be written down because the database was away as well.
 * What was settled (dead letter written, file `failed`) stays, for people to look at; failed hints and
 * finished jobs that an earlier version has kept are removed.
 * @returns how many jobs are driven again, by queue
 */
export async function redriveJobs(
  producers: QueueProducers,
): Promise<Partial<Record<QueueKey, number>>> {
  const driven: Partial<Record<QueueKey, number>> = {};
  for (const key of QUEUE_KEYS) {
    const definition: QueueDefinition = QUEUES[key];
    await producers.jobs[key].queue.clean(KEEP_COMPLETED.age * 1_000, PAGE, 'completed');
    if (definition.hint) {
      await producers.jobs[key].queue.clean(0, PAGE, 'failed');
      continue;
    }
    const open = await unsettledJobs(producers, key);
    for (const job of open) await job.retry('failed', { resetAttemptsMade: true });
    if (open.length > 0) driven[key] = open.length;
  }
  return driven;
}

/** All pages of them: what was settled stays for a month, and would hide what was not. */
async function unsettledJobs(producers: QueueProducers, key: QueueKey): Promise<readonly Job[]> {
  const { queue } = producers.jobs[key];
  const open: Job[] = [];
  for (let start = 0; ; start += PAGE) {
    const jobs = (await queue.getFailed(start, start + PAGE - 1)) as (Job | undefined)[];
    open.push(
      ...jobs.filter((job) => job !== undefined).filter((job) => isUnsettled(job.failedReason)),
    );
    if (jobs.length < PAGE) return open;
  }
}

function isUnsettled(reason: string | undefined): boolean {
  return reason !== undefined && (reason.startsWith(UNSETTLED) || reason.includes(STALLED_OUT));
}
