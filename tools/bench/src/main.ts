import { parseArgs } from 'node:util';
import { Interrupt } from '@waybill/stack';
import { BENCHMARKS } from './benchmarks.js';
import { runBenchmark } from './run-benchmark.js';

const NAMES = Object.keys(BENCHMARKS);
const WIDTH = Math.max(...NAMES.map((name) => name.length));

const USAGE = `npm run bench [-- NAME…] [--pairs N]

Each figure stands beside what it is compared to, measured in turn in the same run.
${NAMES.map((name) => `  ${name.padEnd(WIDTH)}  ${BENCHMARKS[name]?.says}`).join('\n')}
Without a name: all of them. --pairs: how many pairs are measured (5).`;

/** @returns the exit code */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { pairs: { type: 'string', default: '5' }, help: { type: 'boolean', default: false } },
  });
  const pairs = Number(values.pairs);
  const unknown = positionals.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) console.error(`No benchmark is called ${unknown.join(', ')}.\n`);
  if (values.help || unknown.length > 0 || !(pairs >= 1)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const { asked } = new Interrupt();
  let failed = 0;
  for (const name of positionals.length > 0 ? positionals : NAMES) {
    const benchmark = BENCHMARKS[name];
    if (!benchmark) continue;
    try {
      await runBenchmark(benchmark, { pairs, asked });
    } catch (error) {
      if (asked.aborted) break;
      failed += 1;
      console.error(`\n${name} failed: ${(error as Error).message}`);
    }
  }
  if (asked.aborted) return 130;
  return failed === 0 ? 0 : 1;
}

// Whatever is still under way ends here: no server of a benchmark outlives this process.
process.exit(await main());
