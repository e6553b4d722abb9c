import type { Timers } from '@waybill/domain';
import type { VirtualTime } from './time/virtual-time.js';

/** An operating system's process: dead, nothing of it happens any more. */
export class SimProcess implements Timers {
  alive = true;
  private readonly endings = new Set<() => void>();

  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
  ) {}

  now(): number {
    return this.time.now();
  }

  after(ms: number, callback: () => void): () => void {
    return this.time.after(ms, () => {
      if (this.alive) callback();
    });
  }

  every(ms: number, callback: () => void): () => void {
    const stop = this.time.every(ms, () => {
      if (this.alive) callback();
    });
    this.onEnd(stop);
    return stop;
  }

  /** What others notice of the end: connections break. @returns the way to hear nothing of it */
  onEnd(callback: () => void): () => void {
    this.endings.add(callback);
    return () => this.endings.delete(callback);
  }

  crash(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const end of this.endings) end();
  }
}

/** Time that passes so many times more slowly: an idle poll is the most of what a second costs. */
export function stretched(timers: Timers, factor: number): Timers {
  return {
    now: () => timers.now(),
    after: (ms, callback) => timers.after(ms * factor, callback),
    every: (ms, callback) => timers.every(ms * factor, callback),
  };
}
