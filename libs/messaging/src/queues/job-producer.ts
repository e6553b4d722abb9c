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
        removeOnComplete: KEEP_COMPLETED,
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
        ...(id !== undefined && { jobId: id }),
        ...(oneAtATime !== undefined && {
          deduplication: { id: oneAtATime, keepLastIfActive: true },
        }),
      },
    }));
    const started = performance.now();
    try {
      await this.connection.ready(this.config.commandTimeoutMs);
      const left = Math.max(1, this.config.commandTimeoutMs - (performance.now() - started));
      await withDeadline(this.queue.addBulk(checked), left, `Adding to ${name}`);
    } catch (cause) {
      throw new DomainError('queue_unavailable', `The queue ${name} took no job.`, { cause });
    }
  }
}
