import { withDeadline } from '../connection/deadline.js';
import type { QueueProducers } from './queue-producers.js';
import { QUEUES, QUEUE_KEYS } from './queue-definitions.js';

const STATES = ['waiting', 'active', 'delayed', 'failed'] as const;

export interface QueueDepth {
  readonly queue: string;
  readonly state: (typeof STATES)[number];
  readonly jobs: number;
}

/** How many jobs each queue holds, for the dashboard. @throws where Redis does not answer */
export async function queueDepths(
  producers: QueueProducers,
  deadlineMs: number,
): Promise<readonly QueueDepth[]> {
  await producers.connection.ready(deadlineMs);
  const depths = QUEUE_KEYS.map(async (key) => {
    const counts = await producers.jobs[key].queue.getJobCounts(...STATES);
    return STATES.map((state) => ({ queue: QUEUES[key].name, state, jobs: counts[state] ?? 0 }));
  });
  return (await withDeadline(Promise.all(depths), deadlineMs, 'Counting jobs')).flat();
}

export interface QueueAge {
  readonly queue: string;
  /** Since the job that has waited longest was added; 0 where none waits. */
  readonly seconds: number;
}

/**
 * How long each queue has kept its first job waiting: what scaling goes by, as depth says nothing of
 * the pace.
 * @throws where Redis does not answer
 */
export async function queueAges(
  producers: QueueProducers,
  deadlineMs: number,
  now = Date.now(),
): Promise<readonly QueueAge[]> {
  await producers.connection.ready(deadlineMs);
  const ages = QUEUE_KEYS.map(async (key) => {
    const [oldest] = await producers.jobs[key].queue.getWaiting(0, 0);
    const seconds = oldest ? Math.max(0, (now - oldest.timestamp) / 1_000) : 0;
    return { queue: QUEUES[key].name, seconds };
  });
  return withDeadline(Promise.all(ages), deadlineMs, 'Looking at the oldest jobs');
}
