import { parentPort } from 'node:worker_threads';
import { simulate } from '../simulate.js';
import { addCoverage, type Coverage } from '../trace.js';
import type { RangeOutcome, SeedRange } from './seed-range.js';

/** A thread of `runSeeds`: one range after the other, until nobody has one for it. */
parentPort?.on('message', (range: SeedRange) => {
  void run(range).then((outcome) => parentPort?.postMessage(outcome));
});

// Thousands of errors that the weather makes: where they come from is asked only of one that fails.
Error.stackTraceLimit = 0;

async function run(range: SeedRange): Promise<RangeOutcome> {
  const coverage: Coverage = {};
  let steps = 0;
  for (let seed = range.from; seed < range.from + range.count; seed += 1) {
    const outcome = await simulate(seed);
    if (outcome.violation) return { range, failed: seed, steps, coverage };
    steps += outcome.steps;
    addCoverage(coverage, outcome.coverage);
  }
  return { range, failed: undefined, steps, coverage };
}
