import { Queue } from 'bullmq';
import type { RedisConfig } from '@waybill/config';
import { DomainError } from '@waybill/domain';
import { withDeadline } from '../connection/deadline.js';
import type { ProducerConnection } from '../connection/producer-connection.js';
import { CAPPED_BACKOFF } from './backoff.js';
import {
  type JobOf,
  KEEP_COMPLETED,
  keepFailed,
  QUEUES,
  type QueueKey,
} from './queue-definitions.js';

export interface NewJob<Key extends QueueKey> {
  readonly data: JobOf<Key>;
  /** The same id again is the same job. Holds no colon and is no integer (BullMQ's rule). */
  readonly id?: string;
  /**
   * Of the jobs with the same name here one waits or is done at a time, and one more is remembered
   * while it is done: the last that was added.
   */
  readonly oneAtATime?: string;
}

/** Adds jobs to one queue: within the deadline they are safely in Redis, or it is an error. */
export class JobProducer<Key extends QueueKey> {
  readonly queue: Queue<JobOf<Key>, unknown, string, JobOf<Key>, unknown, string>;

  constructor(
    private readonly key: Key,
    private readonly connection: ProducerConnection,
    private readonly config: RedisConfig,
    onError: (error: Error) => void,
  ) {
    const { name, attempts, backoff } = QUEUES[key];
    this.queue = new Queue(name, {
      connection: connection.redis,
      prefix: config.prefix,
      // The check is one INFO at start; were it to fail, the queue would be unusable for good.
      skipVersionCheck: true,
      streams: { events: { maxLen: 1_000 } },
      defaultJobOptions: {
        attempts,
        backoff: { type: CAPPED_BACKOFF, delay: backoff.base },
        removeOnComplete: true,
        removeOnFail: keepFailed(QUEUES[key]),
        stackTraceLimit: 3,
      },
    });
    this.queue.on('error', onError);
  }

  /**
   * @throws DomainError queue_unavailable; some or all of the jobs may be in the queue even so
   * @throws ZodError where a job is not what its schema says
   */
  async add(jobs: readonly NewJob<Key>[]): Promise<void> {
    if (jobs.length === 0) return;
    const { name, schema } = QUEUES[this.key];
    const checked = jobs.map(({ data, id, oneAtATime }) => ({
      name,
      data: schema.parse(data) as JobOf<Key>,
      opts: {
        // As long as a job with an id is remembered, the same id is the same job.
        ...(id !== undefined && { jobId: id, removeOnComplete: KEEP_COMPLETED }),
        ...(oneAtATime !== undefined && {
          deduplication: { id: oneAtATime, keepLastIfActive: true },
        }),
      },
    }));
    const started = performance.now();
    try {
      await this.connection.ready(this.config.commandTimeoutMs);
      const left = Math.max(1, this.config.commandTimeoutMs - (performance.now() - started));
      await withDeadline(this.send(checked), left, `Adding to ${name}`);
    } catch (cause) {
      throw new DomainError('queue_unavailable', `The queue ${name} took no job.`, { cause });
    }
  }

  /** A pipeline copies all of BullMQ's scripts, which for one job costs more than the job. */
  private send(jobs: Parameters<typeof this.queue.addBulk>[0]): Promise<unknown> {
    const [first] = jobs;
    return jobs.length === 1 && first
      ? this.queue.add(first.name, first.data, first.opts)
      : this.queue.addBulk(jobs);
  }
}
