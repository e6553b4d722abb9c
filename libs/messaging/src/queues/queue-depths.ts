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
