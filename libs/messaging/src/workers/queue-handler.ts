import type { JobOf, QueueKey } from '../queues/queue-definitions.js';

/** What a handler may know of the job besides its data. */
export interface JobContext<Job = unknown> {
  readonly jobId: string;
  /** From 1. A job that another worker lost is taken again without a new attempt. */
  readonly attempt: number;
  /** No further attempt comes by itself after this one. */
  readonly lastAttempt: boolean;
  /** Aborted when the process ends or another worker has taken the job over. */
  readonly signal: AbortSignal;
  /** Shown to people; best effort. */
  progress(progress: object): Promise<void>;
  /** Replaces the job's data for good: whoever takes it over begins with these. */
  remember(job: Job): Promise<void>;
}

/** What is done with the jobs of one queue. Jobs come at least once, so every effect repeats. */
export interface QueueHandler<Job> {
  /** What it throws is tried again with growing delays, until the queue's attempts are used up. */
  handle(job: Job, context: JobContext<Job>): Promise<void>;
  /** The last attempt failed too: settles what must not stay open. Where absent, nothing settles. */
  exhausted?(job: Job, error: unknown): Promise<void>;
}

/** Keeps a job that is not what its queue's schema says, and never will be. */
export type KeepUnparsable = (queue: string, body: string, detail: string) => Promise<void>;

export type QueueHandlers = { readonly [Key in QueueKey]: QueueHandler<JobOf<Key>> };
