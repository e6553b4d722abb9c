import { AssemblyQueue, CleanupQueue, type FileTask } from '@waybill/domain';
import type { JobProducer, NewJob } from './job-producer.js';

type FileTaskKey = 'assembly' | 'cleanup';

/** The cause of work that no journal row asks for, but a look at how things are. */
export const NO_CAUSE = 0;

/** One job for each task and cause: the relay may ask again after a crash. */
function taskJobs(verb: string, tasks: readonly FileTask[]): NewJob<FileTaskKey>[] {
  return tasks.map(({ fileId, cause }) => ({
    ...(cause !== NO_CAUSE && { id: `${verb}-${fileId}-${cause}` }),
    data: { version: 1, fileId, cause },
  }));
}

/**
 * One file is never in two hands at once: while a job of it waits, asking again changes nothing;
 * while it is assembled, the last one who asked has it looked at once more afterwards.
 */
export class BullmqAssemblyQueue extends AssemblyQueue {
  constructor(private readonly producer: JobProducer<'assembly'>) {
    super();
  }

  override async enqueue(tasks: readonly FileTask[]): Promise<void> {
    const jobs = taskJobs('assemble', tasks);
    await this.producer.add(jobs.map((job) => ({ ...job, oneAtATime: job.data.fileId })));
  }
}

export class BullmqCleanupQueue extends CleanupQueue {
  constructor(private readonly producer: JobProducer<'cleanup'>) {
    super();
  }

  override async enqueue(tasks: readonly FileTask[]): Promise<void> {
    await this.producer.add(taskJobs('clean-up', tasks));
  }
}
