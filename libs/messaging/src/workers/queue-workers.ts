import { type ConnectionOptions, type Job, Worker } from 'bullmq';
import type { ProcessorConfig, RedisConfig } from '@waybill/config';
import { workerRedisOptions } from '../connection/redis-options.js';
import { cappedDelay } from '../queues/backoff.js';
import {
  type JobOf,
  keepFailed,
  QUEUES,
  QUEUE_KEYS,
  type QueueKey,
} from '../queues/queue-definitions.js';
import type { KeepUnparsable, QueueHandler, QueueHandlers } from './queue-handler.js';
import { runJob, SHUTDOWN } from './run-job.js';
import { assertQueuesWired } from './self-check.js';

/**
 * A job whose worker was killed is given to another one, and never failed for that. The limit is
 * there only for a job that kills every worker it meets.
 */
const MAX_STALLED_COUNT = 100;

export interface WorkerListener {
  /** The connection, mostly; BullMQ goes on by itself. */
  error(queue: string, error: Error): void;
  finished(queue: string, job: { readonly id: string; readonly seconds: number }): void;
  /** `final`: no further attempt comes by itself. */
  failed(
    queue: string,
    failure: { id: string; attempt: number; final: boolean; error: Error },
  ): void;
  /** The job's worker showed no life; another one takes it. */
  stalled(queue: string, jobId: string): void;
}

export interface QueueWorkersOptions {
  readonly redis: RedisConfig;
  readonly processor: ProcessorConfig;
  readonly listener: WorkerListener;
  readonly keepUnparsable: KeepUnparsable;
}

/** The taking side of the queues that belong to the roles of this processor. */
export class QueueWorkers {
  private readonly workers: readonly Worker[];
  private readonly inHand = new Map<string, number>();

  /**
   * Begins to take jobs at once, or as soon as Redis is there.
   * @throws Error where a queue has no handler
   */
  constructor(
    handlers: QueueHandlers,
    private readonly options: QueueWorkersOptions,
  ) {
    assertQueuesWired(handlers);
    const { roles } = options.processor;
    this.workers = QUEUE_KEYS.filter((key) => roles.includes(QUEUES[key].role)).map((key) =>
      this.start(key, handlers[key]),
    );
  }

  get isRunning(): boolean {
    return this.workers.every((worker) => worker.isRunning() && !worker.isPaused());
  }

  /** Jobs in hand, by queue. */
  get busy(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.inHand);
  }

  /**
   * Takes no new job and waits for those in hand; what is not done in time goes back to its queue.
   * @param drainMs milliseconds
   */
  async drain(drainMs: number): Promise<void> {
    const closed = Promise.all(this.workers.map((worker) => worker.close()));
    if (await settledWithin(closed, drainMs)) return;
    for (const worker of this.workers) worker.cancelAllJobs(SHUTDOWN);
    // Giving jobs back takes a round trip each. A Redis that is away must not hold the end up:
    // its jobs come back as stalled.
    await settledWithin(closed, Math.max(500, drainMs / 5));
  }

  private count(queue: string, more: number): void {
    this.inHand.set(queue, (this.inHand.get(queue) ?? 0) + more);
  }

  private start<Key extends QueueKey>(key: Key, handler: QueueHandler<JobOf<Key>>): Worker {
    const { redis, processor, listener, keepUnparsable } = this.options;
    const { name, backoff, concurrency } = QUEUES[key];
    // All three parameters are named: BullMQ makes the signal only for a processor that takes it.
    const process = async (job: Job, _token: string | undefined, signal?: AbortSignal) => {
      this.count(name, 1);
      try {
        const ended = signal ?? new AbortController().signal;
        return await runJob(key, handler, job, ended, keepUnparsable);
      } finally {
        this.count(name, -1);
      }
    };
    this.count(name, 0);
    const worker = new Worker(name, process, {
      connection: workerRedisOptions(redis) as ConnectionOptions,
      prefix: redis.prefix,
      concurrency: concurrency(processor),
      lockDuration: processor.lockDurationMs,
      stalledInterval: processor.stalledIntervalMs,
      maxStalledCount: MAX_STALLED_COUNT,
      removeOnComplete: { count: 0 },
      removeOnFail: keepFailed(QUEUES[key]),
      // After Redis was away, look again soon; the default is 15 s.
      runRetryDelay: 1_000,
      // Its INFO at start, failing once, would leave a worker that spins without taking jobs.
      skipVersionCheck: true,
      settings: { backoffStrategy: (made) => cappedDelay(made, backoff.base, backoff.cap) },
    });
    worker.on('error', (error) => listener.error(name, error));
    worker.on('stalled', (jobId) => listener.stalled(name, jobId));
    worker.on('lockRenewalFailed', (jobIds) => {
      for (const jobId of jobIds) worker.cancelJob(jobId, 'another worker has the job');
    });
    worker.on('completed', (job) => {
      const seconds = (Date.now() - (job.processedOn ?? Date.now())) / 1_000;
      listener.finished(name, { id: job.id ?? '', seconds });
    });
    worker.on('failed', (job, error) => {
      if (job) listener.failed(name, { ...failureOf(job), error });
    });
    return worker;
  }
}

function failureOf(job: Job): { id: string; attempt: number; final: boolean } {
  return { id: job.id ?? '', attempt: job.attemptsMade, final: job.finishedOn !== undefined };
}

async function settledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([settled, late]);
  clearTimeout(timer);
  return inTime;
}
