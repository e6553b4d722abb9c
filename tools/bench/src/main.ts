import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Interrupt } from '@waybill/stack';
import { BENCHMARKS } from './benchmarks.js';
import { tableOf } from './measure/table.js';
import { writeResults } from './measure/results.js';
import type { Row } from './measure/row.js';
import { draw } from './picture/draw.js';
import { runBenchmark } from './run-benchmark.js';

const NAMES = Object.keys(BENCHMARKS);
const USUAL = NAMES.filter((name) => !BENCHMARKS[name]?.apart);
const WIDTH = Math.max(...NAMES.map((name) => name.length));

const USAGE = `npm run bench [-- NAME…] [--pairs N] [--tries N] [--mebibytes N]

Each figure stands beside what it is compared to, measured in turn in the same run.
${NAMES.map((name) => `  ${name.padEnd(WIDTH)} ${BENCHMARKS[name]?.apart ? '*' : ' '} ${BENCHMARKS[name]?.says}`).join('\n')}
Without a name: all but those that are marked *. --pairs: how many pairs are measured (5).
--tries: how many times a check tries what may go wrong (1000); its bound of time grows with them.
--mebibytes: the size of a file that is sent whole (1024).
--json: where the rows are written as JSON (.waybill/bench.json).
--picture: draws what --json has into an SVG, and measures nothing.
--profile: a folder for CPU profiles of the apps, for Chrome's DevTools; the figures are lower then.`;

/** @returns the exit code */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      pairs: { type: 'string', default: '5' },
      tries: { type: 'string', default: '1000' },
      mebibytes: { type: 'string', default: '1024' },
      json: { type: 'string', default: '.waybill/bench.json' },
      picture: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const pairs = Number(values.pairs);
  const tries = Number(values.tries);
  const mebibytes = Number(values.mebibytes);
  const unknown = positionals.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) console.error(`No benchmark is called ${unknown.join(', ')}.\n`);
  if (values.help || unknown.length > 0 || !(pairs >= 1) || !(tries >= 1) || !(mebibytes >= 16)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  if (values.picture !== undefined) {
    await draw(values.picture, values.json);
    return 0;
  }
  const { asked } = new Interrupt();
  const profile = values.profile === undefined ? {} : { profile: resolve(values.profile) };
  const rows: Row[] = [];
  let failed = 0;
  for (const name of positionals.length > 0 ? positionals : USUAL) {
    const benchmark = BENCHMARKS[name];
    if (!benchmark) continue;
    try {
      await runBenchmark(benchmark, {
        pairs,
        tries,
        mebibytes,
        asked,
        ...profile,
        onRow: (row) => rows.push(row),
      });
    } catch (error) {
      if (asked.aborted) break;
      failed += 1;
      console.error(`\n${name} failed: ${(error as Error).message}`);
    }
  }
  if (rows.length > 0) {
    console.log(`\n${tableOf(rows)}`);
    await writeResults(values.json, rows);
  }
  if (asked.aborted) return 130;
  return failed === 0 ? 0 : 1;
}

// Whatever is still under way ends here: no server of a benchmark outlives this process.
process.exit(await main());
