import { QUEUES, type QueueKey } from '@waybill/messaging';

export interface SimJob {
  readonly id: string;
  readonly key: QueueKey;
  /** As it lies in Redis. */
  data: unknown;
  state: 'waiting' | 'delayed' | 'active' | 'done' | 'failed';
  attemptsMade: number;
  /** Of the worker that has it. */
  token: string | undefined;
  failedReason: string | undefined;
  readonly oneAtATime: string | undefined;
}

export interface SimJobToAdd {
  readonly data: object;
  readonly id?: string;
  readonly oneAtATime?: string;
}

/** Redis with BullMQ's queues, as far as our producers and workers see it. */
export class SimQueue {
  readonly jobs = new Map<string, SimJob>();
  /** Ids of all jobs that it ever took, and has not lost since. */
  readonly taken = new Set<string>();
  flushes = 0;
  private readonly remembered = new Map<string, SimJobToAdd>();
  private made = 0;

  constructor(
    /** A job waits to be taken. */
    private readonly waiting: (key: QueueKey) => void,
  ) {}

  add(key: QueueKey, jobs: readonly SimJobToAdd[]): void {
    for (const job of jobs) this.addOne(key, job);
  }

  /** Redis has lost its memory. */
  flush(): void {
    this.flushes += 1;
    this.jobs.clear();
    this.remembered.clear();
  }

  take(key: QueueKey, token: string): SimJob | undefined {
    for (const job of this.jobs.values()) {
      if (job.key !== key || job.state !== 'waiting') continue;
      job.state = 'active';
      job.token = token;
      return job;
    }
    return undefined;
  }

  /** Whether this worker still has it. */
  isHeldBy(job: SimJob, token: string): boolean {
    return this.jobs.get(job.id) === job && job.state === 'active' && job.token === token;
  }

  release(job: SimJob): void {
    job.state = 'waiting';
    job.token = undefined;
    this.waiting(job.key);
  }

  finish(job: SimJob, state: 'done' | 'failed', failedReason?: string): void {
    job.state = state;
    job.token = undefined;
    job.failedReason = failedReason;
    const next = job.oneAtATime === undefined ? undefined : this.remembered.get(nameOf(job));
    if (!next) return;
    this.remembered.delete(nameOf(job));
    this.addOne(job.key, next);
  }

  /** Failures that nobody has settled get another round. */
  redrive(isUnsettled: (reason: string) => boolean): void {
    for (const job of this.jobs.values()) {
      if (job.state !== 'failed' || !isUnsettled(job.failedReason ?? '')) continue;
      job.attemptsMade = 0;
      this.release(job);
    }
  }

  get isIdle(): boolean {
    for (const { state } of this.jobs.values()) {
      if (state !== 'done' && state !== 'failed') return false;
    }
    return true;
  }

  private addOne(key: QueueKey, { data, id, oneAtATime }: SimJobToAdd): void {
    const parsed: unknown = JSON.parse(JSON.stringify(QUEUES[key].schema.parse(data)));
    if (oneAtATime !== undefined) {
      const other = this.holderOf(key, oneAtATime);
      if (other?.state === 'active') {
        this.remembered.set(nameOf(other), { data, ...(id !== undefined && { id }), oneAtATime });
      }
      if (other) return;
    }
    const jobId = `${key}:${id ?? `job-${++this.made}`}`;
    if (this.jobs.has(jobId)) return;
    this.taken.add(jobId);
    this.jobs.set(jobId, {
      id: jobId,
      key,
      data: parsed,
      state: 'waiting',
      attemptsMade: 0,
      token: undefined,
      failedReason: undefined,
      oneAtATime,
    });
    this.waiting(key);
  }

  private holderOf(key: QueueKey, oneAtATime: string): SimJob | undefined {
    for (const job of this.jobs.values()) {
      if (job.key !== key || job.oneAtATime !== oneAtATime) continue;
      if (job.state !== 'done' && job.state !== 'failed') return job;
    }
    return undefined;
  }
}

function nameOf({ key, oneAtATime }: SimJob): string {
  return `${key}/${oneAtATime ?? ''}`;
}
