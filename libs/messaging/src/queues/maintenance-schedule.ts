import type { RedisConfig } from '@waybill/config';
import { withDeadline } from '../connection/deadline.js';
import type { MaintenanceTask } from '@waybill/contracts';
import type { QueueProducers } from './queue-producers.js';
import { QUEUES } from './queue-definitions.js';

/** Milliseconds that a run may be overdue before its schedule counts as broken. */
const OVERDUE_MS = 60_000;

/**
 * Has a maintenance task done at intervals, by one processor at a time however many there are.
 * To be repeated now and then: a schedule that stands is left as it is, so that a restart starts
 * nothing anew; one that is gone (a Redis that was emptied) or has stopped is made again. The last
 * one to say so decides the interval.
 * @param every milliseconds; 0 takes the task off the schedule
 */
export async function scheduleMaintenance(
  producers: QueueProducers,
  config: RedisConfig,
  task: MaintenanceTask,
  every: number,
): Promise<void> {
  await producers.connection.ready(config.commandTimeoutMs);
  await withDeadline(settle(producers, task, every), config.commandTimeoutMs, `Scheduling ${task}`);
}

async function settle(
  producers: QueueProducers,
  task: MaintenanceTask,
  every: number,
): Promise<void> {
  const { queue } = producers.jobs.maintenance;
  const schedule = await queue.getJobScheduler(task);
  if (every <= 0) {
    if (schedule) await queue.removeJobScheduler(task);
    return;
  }
  const runsOn = schedule?.next !== undefined && schedule.next > Date.now() - OVERDUE_MS;
  if (runsOn && schedule.every === every) return;
  await queue.upsertJobScheduler(
    task,
    { every },
    {
      name: QUEUES.maintenance.name,
      data: { version: 1, task },
      opts: { attempts: 1, removeOnComplete: { count: 20 }, removeOnFail: { count: 100 } },
    },
  );
}
