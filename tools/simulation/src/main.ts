import { parseArgs } from 'node:util';
import { simulate } from './simulate.js';
import { addCoverage, type Coverage } from './trace.js';

/** `npm run simulate`: many seeds one after the other, or one with everything that happened. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

// Thousands of errors that the weather makes: where they come from is asked only of one that fails.
Error.stackTraceLimit = 0;

const from = Number(values.seed ?? values.from);
const seeds = values.seed === undefined ? Number(values.seeds) : 1;
const coverage: Coverage = {};
const started = performance.now();
let steps = 0;
let reported = started;

for (let seed = from; seed < from + seeds; seed += 1) {
  const outcome = await simulate(seed, { trace: values.trace });
  if (values.trace) console.log(outcome.trace);
  if (outcome.violation) {
    await report(seed);
    process.exit(1);
  }
  steps += outcome.steps;
  addCoverage(coverage, outcome.coverage);
  if (performance.now() - reported < 5_000) continue;
  reported = performance.now();
  console.log(`${seed - from + 1} of ${seeds} seeds, ${rate(seed - from + 1)} a second`);
}

console.log(`${seeds} seeds passed in ${seconds()} s: ${rate(seeds)} a second, ${steps} steps.`);
for (const [what, times] of Object.entries(coverage).sort()) {
  console.log(`  ${what.padEnd(24)} ${String(times).padStart(10)}`);
}

/** Runs the seed again with its trace, and says how to do that by hand. */
async function report(seed: number): Promise<void> {
  Error.stackTraceLimit = 20;
  const { trace, violation } = await simulate(seed, { trace: true });
  console.error(trace.split('\n').slice(-40).join('\n'));
  console.error(`\nSeed ${seed} broke an invariant: ${violation?.message ?? '(not again)'}`);
  console.error(`Again, with everything: npm run simulate -- --seed ${seed} --trace`);
}

function seconds(): string {
  return ((performance.now() - started) / 1_000).toFixed(1);
}

function rate(done: number): string {
  return ((done / (performance.now() - started)) * 1_000).toFixed(0);
}
