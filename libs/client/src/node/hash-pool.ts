import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Digests } from '../hashing/digests.js';

interface Job {
  readonly offset: number;
  readonly size: number;
  readonly resolve: (digests: Digests | undefined) => void;
}

/** More would wait for the disk. */
const MAX_WORKERS = 2;

/**
 * Computes the SHA-256 of parts of an open file in threads of its own, each reading for itself: the
 * event loop stays free for sending. Threads start when they are needed.
 */
export class HashPool {
  readonly #jobs: Job[] = [];
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Job>();
  #limit = Math.min(MAX_WORKERS, availableParallelism());
  #closed = false;

  constructor(private readonly fd: number) {}

  /**
   * Undefined where the part could not be hashed here, e.g. because it could not be read.
   * @throws the reason of the signal
   */
  async digest(offset: number, size: number, signal?: AbortSignal): Promise<Digests | undefined> {
    signal?.throwIfAborted();
    let drop = () => {};
    const digests = await new Promise<Digests | undefined>((resolve) => {
      const job = { offset, size, resolve };
      drop = () => {
        const index = this.#jobs.indexOf(job);
        if (index >= 0) this.#jobs.splice(index, 1);
        resolve(undefined);
      };
      signal?.addEventListener('abort', drop, { once: true });
      this.#jobs.push(job);
      this.#assign();
    });
    signal?.removeEventListener('abort', drop);
    signal?.throwIfAborted();
    return digests;
  }

  /** Returns when no thread reads the file any more: only then may it be closed. */
  async close(): Promise<void> {
    this.#limit = 0;
    this.#closed = true;
    this.#assign();
    const workers = [...this.#idle.splice(0), ...this.#busy.keys()];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #assign(): void {
    while (this.#jobs.length > 0) {
      const full = this.#busy.size >= this.#limit;
      if (full && this.#limit > 0) return;
      const job = this.#jobs.shift();
      const worker = full ? undefined : (this.#idle.pop() ?? this.#start());
      if (!job) return;
      if (!worker) {
        job.resolve(undefined);
        continue;
      }
      this.#busy.set(worker, job);
      worker.ref();
      worker.postMessage({ fd: this.fd, offset: job.offset, size: job.size });
    }
  }

  #start(): Worker | undefined {
    try {
      const worker = new Worker(new URL('./hash-worker.js', import.meta.url), { execArgv: [] });
      worker.on('message', (digests: Digests) => {
        this.#free(worker, digests);
        // It is being ended: the process has to live until it is gone.
        if (this.#closed) return;
        this.#idle.push(worker);
        // An idle thread must not keep the process from ending.
        worker.unref();
        this.#assign();
      });
      // It could not be loaded, or could not read: whoever asked reads for himself, and sees why.
      worker.on('error', () => {
        this.#limit = 0;
      });
      worker.on('exit', () => {
        this.#free(worker, undefined);
        this.#assign();
      });
      return worker;
    } catch {
      this.#limit = 0;
      return undefined;
    }
  }

  #free(worker: Worker, digests: Digests | undefined): void {
    this.#busy.get(worker)?.resolve(digests);
    this.#busy.delete(worker);
  }
}
