import { cappedDelay, QUEUES, type QueueHandler, type QueueKey, runJob } from '@waybill/messaging';
import type { SimProcess } from '../sim-process.js';
import type { Surroundings } from '../surroundings.js';
import type { SimJob } from './sim-queue.js';

/** Milliseconds after which a worker that shows no life loses its job. */
const LOCK_MS = 3_000;

/** Fewer than in production, so that the last one is seen as well. */
const ATTEMPTS = 6;

/** Makes what handles one job, and says what has to be true once it is done. */
export type MakeHandler = (job: SimJob) => {
  readonly handler: QueueHandler<never>;
  readonly done?: () => void;
};

/** One slot of a worker process: takes the jobs of a queue one by one, as BullMQ's worker does. */
export class SimWorker {
  private busy = false;
  private made = 0;

  constructor(
    private readonly process: SimProcess,
    private readonly key: QueueKey,
    private readonly surroundings: Surroundings,
    private readonly makeHandler: MakeHandler,
    private readonly name: string,
  ) {}

  /** Soon looks whether there is a job. */
  wake(): void {
    if (this.busy || !this.process.alive) return;
    this.process.after(this.surroundings.random.between(0, 4), () => this.take());
  }

  private take(): void {
    if (this.busy) return;
    const { queue, trace } = this.surroundings;
    const token = `${this.name}/${++this.made}`;
    const job = queue.take(this.key, token);
    if (!job) return;
    this.busy = true;
    trace.count('jobs');
    trace.tell(() => `${this.name} takes ${job.id}`);
    const abort = new AbortController();
    this.guard(job, token, abort);
    void this.run(job, token, abort.signal).finally(() => {
      this.busy = false;
      this.wake();
    });
  }

  /** Its lock is renewed while the process lives; sometimes that comes too late. */
  private guard(job: SimJob, token: string, abort: AbortController): void {
    const { time, queue, weather, trace } = this.surroundings;
    time.after(LOCK_MS, () => {
      if (!queue.isHeldBy(job, token)) return;
      const abandoned = !this.process.alive || !this.busy;
      if (!abandoned && !weather.strikes('callHangs')) {
        this.guard(job, token, abort);
        return;
      }
      trace.count('jobs stalled');
      trace.tell(() => `${this.name} has lost ${job.id}`);
      this.surroundings.stalled(job);
      if (!abandoned) abort.abort('another worker has the job');
    });
  }

  private async run(job: SimJob, token: string, signal: AbortSignal): Promise<void> {
    const { handler, done } = this.makeHandler(job);
    try {
      await runJob(this.key, handler, this.runnable(job, token), signal, notAJob);
    } catch (error) {
      await this.conclude(job, token, () => this.failed(job, error));
      return;
    }
    await this.conclude(job, token, () => {
      this.surroundings.queue.finish(job, 'done');
      done?.();
    });
  }

  private runnable(job: SimJob, token: string): Parameters<typeof runJob>[2] {
    const { network } = this.surroundings;
    return {
      id: job.id,
      data: copied(job.data),
      attemptsMade: job.attemptsMade,
      opts: { attempts: ATTEMPTS },
      token,
      moveToWait: () => Promise.reject(new Error('No process here ends in peace.')),
      updateData: (data) =>
        network.call(this.process, 'queue', 'remember', () => {
          if (this.surroundings.queue.jobs.get(job.id) === job) job.data = copied(data);
          return Promise.resolve();
        }),
      updateProgress: () => Promise.resolve(),
    };
  }

  /** What came of it is a call to Redis like others; where it fails, the job's lock runs out. */
  private async conclude(job: SimJob, token: string, effect: () => void): Promise<void> {
    const { network, queue } = this.surroundings;
    try {
      await network.call(this.process, 'queue', `conclude ${job.id}`, () => {
        if (queue.isHeldBy(job, token)) effect();
        return Promise.resolve();
      });
    } catch {
      // Nobody waits for it.
    }
  }

  private failed(job: SimJob, error: unknown): void {
    const { queue, time, random, trace } = this.surroundings;
    const reason = error instanceof Error ? error.message : String(error);
    trace.count('attempts failed');
    trace.tell(() => `${this.name} fails at ${job.id}: ${reason}`);
    job.attemptsMade += 1;
    if (job.attemptsMade >= ATTEMPTS || reason.startsWith('not a job of this queue')) {
      trace.count('jobs failed for good');
      queue.finish(job, 'failed', reason);
      return;
    }
    const { base, cap } = QUEUES[this.key].backoff;
    job.state = 'delayed';
    job.token = undefined;
    time.after(
      cappedDelay(job.attemptsMade, base, Math.min(cap, 8_000), () => random.next()),
      () => {
        if (queue.jobs.get(job.id) === job && job.state === 'delayed') queue.release(job);
      },
    );
  }
}

/** Everything that is added here is a job of its queue. */
function notAJob(body: string): never {
  throw new Error(`No job: ${body}`);
}

/** Through Redis and back. */
function copied(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data)) as unknown;
}
