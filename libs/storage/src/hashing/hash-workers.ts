import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { HashJob } from './hash-job.js';
import { WORKER_PROGRAM, type FromWorker } from './worker-program.js';

/** Two hash about what a network of 10 Gbit/s brings; the other cores have work of their own. */
const DEFAULT_COUNT = Math.min(2, availableParallelism());

interface Thread {
  readonly worker: Worker;
  readonly jobs: Map<number, HashJob>;
}

/**
 * Threads that compute SHA-256 and MD5, started when they are first needed. A job goes to the thread
 * with the fewest; a thread that ends takes its own jobs with it, and the next job gets a new one.
 */
export class HashWorkers {
  private readonly threads = new Set<Thread>();
  private lastId = 0;
  private closed = false;

  constructor(private readonly count = DEFAULT_COUNT) {}

  /** @throws Error after {@link close} */
  open(): HashJob {
    if (this.closed) throw new Error('The hash workers are closed.');
    const thread = this.freest();
    const id = (this.lastId += 1);
    const job = new HashJob(
      id,
      (message, transfer) => thread.worker.postMessage(message, transfer),
      () => thread.jobs.delete(id),
    );
    thread.jobs.set(id, job);
    return job;
  }

  /** Ends the threads; what is under way fails. */
  close(): void {
    this.closed = true;
    for (const thread of this.threads) this.end(thread, new Error('The hash workers were closed.'));
  }

  private freest(): Thread {
    const [freest] = [...this.threads].sort((a, b) => a.jobs.size - b.jobs.size);
    const another = this.threads.size < this.count && freest?.jobs.size !== 0;
    return freest === undefined || another ? this.start() : freest;
  }

  private start(): Thread {
    // Without the flags of this process: a loader for TypeScript is of no use in there.
    const worker = new Worker(WORKER_PROGRAM, { eval: true, execArgv: [], name: 'waybill-hash' });
    const thread: Thread = { worker, jobs: new Map() };
    this.threads.add(thread);
    worker.on('message', (message: FromWorker) => thread.jobs.get(message.job)?.receive(message));
    worker.on('error', (error) => this.end(thread, error));
    worker.on('exit', () => this.end(thread, new Error('A hash worker ended.')));
    // Whoever waits for digests has a deadline, and that keeps the process alive.
    worker.unref();
    return thread;
  }

  private end(thread: Thread, error: Error): void {
    if (!this.threads.delete(thread)) return;
    for (const job of thread.jobs.values()) job.fail(error);
    thread.jobs.clear();
    void thread.worker.terminate();
  }
}
