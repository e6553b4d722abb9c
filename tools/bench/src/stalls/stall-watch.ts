import { Worker } from 'node:worker_threads';

/** Watches from outside how long `/health/live` takes. Milliseconds. */
export class StallWatch {
  private worstOfAll = 0;
  private worstSinceAsked = 0;
  private failure: Error | undefined;
  private readonly worker: Worker;

  constructor(url: string) {
    this.worker = new Worker(new URL('./prober.js', import.meta.url), { workerData: url });
    this.worker.on('message', (took: number) => {
      this.worstOfAll = Math.max(this.worstOfAll, took);
      this.worstSinceAsked = Math.max(this.worstSinceAsked, took);
    });
    this.worker.on('error', (error: Error) => (this.failure = error));
  }

  get worst(): number {
    if (this.failure) throw this.failure;
    return this.worstOfAll;
  }

  /** The worst since this was last asked. */
  take(): number {
    const worst = this.worstSinceAsked;
    this.worstSinceAsked = 0;
    return worst;
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}
