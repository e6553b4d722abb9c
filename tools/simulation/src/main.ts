import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runSeeds } from './runner/run-seeds.js';
import { simulate } from './simulate.js';

/** `npm run simulate`: many seeds in all cores' threads, or one with everything that happened. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    trace: { type: 'boolean', default: false },
  },
});

/** Milliseconds between two words of how far it is. */
const REPORT_EVERY = 5_000;

process.exitCode = values.seed === undefined ? await many() : await one(Number(values.seed));

async function many(): Promise<number> {
  const count = Number(values.seeds);
  const from = Number(values.from);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const started = performance.now();
  let reported = started;
  const { failed, passed, steps, coverage } = await runSeeds({
    from,
    count,
    threads: Number(values.threads),
    signal: stop.signal,
    onProgress: (done) => {
      if (performance.now() - reported < REPORT_EVERY) return;
      reported = performance.now();
      console.log(`${done} of ${count} seeds, ${rate(done, started)}`);
    },
  });
  if (failed !== undefined) {
    console.log(`${passed} seeds passed, ${rate(passed, started)}.`);
    await explain(failed);
    return 1;
  }
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const of = stop.signal.aborted ? ` of ${count}, then it was stopped,` : '';
  console.log(
    `${passed} seeds${of} passed in ${seconds} s: ${rate(passed, started)}, ${steps} steps.`,
  );
  for (const [what, times] of Object.entries(coverage).sort()) {
    console.log(`  ${what.padEnd(24)} ${String(times).padStart(10)}`);
  }
  return stop.signal.aborted ? 130 : 0;
}

async function one(seed: number): Promise<number> {
  const { trace, violation, steps } = await simulate(seed, { trace: values.trace });
  if (values.trace) console.log(trace);
  if (violation) {
    await explain(seed);
    return 1;
  }
  console.log(`Seed ${seed} passed, ${steps} steps.`);
  return 0;
}

/** Runs the seed again with its trace, and says how to do that by hand. */
async function explain(seed: number): Promise<void> {
  Error.stackTraceLimit = 20;
  const { trace, violation } = await simulate(seed, { trace: true });
  console.error(trace.split('\n').slice(-40).join('\n'));
  console.error(`\nSeed ${seed} broke an invariant: ${violation?.message ?? '(not again)'}`);
  console.error(`Again, with everything: npm run simulate -- --seed ${seed} --trace`);
}

/** Seeds a second on the clock; milliseconds of processor time a seed, of all threads together. */
function rate(done: number, started: number): string {
  const { user, system } = process.cpuUsage();
  const seconds = (performance.now() - started) / 1_000;
  const cpu = (user + system) / 1_000 / Math.max(1, done);
  return `${(done / seconds).toFixed(0)} a second, ${cpu.toFixed(1)} ms CPU each`;
}
