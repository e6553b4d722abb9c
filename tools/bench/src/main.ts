import { parseArgs } from 'node:util';
import { compare, type Comparison } from './measure/pairs.js';
import { report } from './measure/report.js';
import { presignComparison } from './presign.bench.js';
import { withEvents, withReuse } from './on-own-system.js';

const USAGE = `npm run bench [-- NAME…] [--pairs N]

Each figure stands beside what it is compared to, measured in turn in the same run.
  presign   pre-signed chunk URLs, ours and the SDK's
  events    storage events to rows, over the queue and straight
  reuse     a known file of 1 GiB declared again, and the same copies in the store
Without a name: all of them. --pairs: how many pairs are measured (5).`;

type Benchmark = (measure: (comparison: Comparison) => Promise<void>) => Promise<void>;

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  presign: (measure) => measure(presignComparison()),
  events: withEvents,
  reuse: withReuse,
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { pairs: { type: 'string', default: '5' }, help: { type: 'boolean', default: false } },
  });
  const pairs = Number(values.pairs);
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHMARKS);
  const unknown = names.filter((name) => !(name in BENCHMARKS));
  if (values.help || unknown.length > 0 || !(pairs >= 1)) {
    console.log(
      unknown.length > 0 ? `No benchmark is called ${unknown.join(', ')}.\n\n${USAGE}` : USAGE,
    );
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  for (const name of names) {
    await BENCHMARKS[name]?.(async (comparison) => report(await compare(comparison, pairs)));
  }
}

await main();
