import { Worker } from 'node:worker_threads';
import { addCoverage, type Coverage } from '../trace.js';
import type { RangeOutcome, SeedRange } from './seed-range.js';

/** Seeds that a thread is given at once: few, so that all threads end together. */
const RANGE = 25;

export interface SeedsOutcome {
  /** The lowest of all that were run. */
  readonly failed: number | undefined;
  readonly passed: number;
  readonly steps: number;
  readonly coverage: Coverage;
}

export interface SeedsOptions extends SeedRange {
  readonly threads: number;
  /** Ends the run; the ranges in hand do not count. */
  readonly signal: AbortSignal;
  /** Told after each range. */
  readonly onProgress: (passed: number) => void;
}

/**
 * Runs seeds in threads. Which thread has a seed makes no difference to it; after a failure no
 * higher seed is begun, and the lower ones are still run to their end.
 */
export async function runSeeds(options: SeedsOptions): Promise<SeedsOutcome> {
  const total = { passed: 0, steps: 0, coverage: {} as Coverage };
  const failures: number[] = [];
  const { signal } = options;
  const end = options.from + options.count;
  let next = options.from;
  const take = (): SeedRange | undefined => {
    if (next >= end || failures.length > 0 || signal.aborted) return undefined;
    const range = { from: next, count: Math.min(RANGE, end - next) };
    next += range.count;
    return range;
  };
  const add = ({ range, failed, steps, coverage }: RangeOutcome): void => {
    if (failed !== undefined) failures.push(failed);
    total.passed += failed === undefined ? range.count : failed - range.from;
    total.steps += steps;
    addCoverage(total.coverage, coverage);
    options.onProgress(total.passed);
  };
  await Promise.all(Array.from({ length: options.threads }, () => workThrough(take, add, signal)));
  return { ...total, failed: failures.length > 0 ? Math.min(...failures) : undefined };
}

/** One thread, from its first range to its last. */
async function workThrough(
  take: () => SeedRange | undefined,
  add: (outcome: RangeOutcome) => void,
  signal: AbortSignal,
): Promise<void> {
  const first = take();
  if (!first) return;
  const thread = new Worker(new URL('./seed-thread.js', import.meta.url));
  try {
    await new Promise<void>((resolve, reject) => {
      const next = (range: SeedRange | undefined): void => {
        if (range) thread.postMessage(range);
        else resolve();
      };
      thread.on('message', (outcome: RangeOutcome) => {
        add(outcome);
        next(take());
      });
      thread.on('error', reject);
      thread.on('exit', () => reject(new Error('A thread has ended by itself.')));
      signal.addEventListener('abort', () => resolve(), { once: true });
      next(first);
    });
  } finally {
    thread.removeAllListeners('exit');
    await thread.terminate();
  }
}
