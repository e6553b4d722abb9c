import { setTimeout as sleep } from 'node:timers/promises';

const SHORTEST_MS = 250;
const LONGEST_MS = 10_000;
/** Share of a pause that is left to chance, so that pollers do not come back in step. */
const JITTER = 0.3;

/** Pauses that double from a quarter of a second to ten, until something has worked again. */
export class GrowingPause {
  private times = 0;

  /** Ends at once when `signal` is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    const full = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(this.times, 20));
    this.times += 1;
    const ms = full * (1 - JITTER * Math.random());
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }

  reset(): void {
    this.times = 0;
  }
}
