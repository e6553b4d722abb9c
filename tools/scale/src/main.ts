import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Demand, demandOf, ROOM } from './growth/demand.js';
import { playPeak } from './growth/play.js';
import { spentOnFile, USUAL, type Workload } from './growth/workload.js';
import type { Costs } from './model/costs.js';

const USAGE = `npm run scale [-- --terabytes N] [--file-mib N] [--chunk-mib N] [--peak N] [--costs FILE]

What an upload load asks of each part, at 1 to 10,000 times a load, and which part ends first.
--terabytes: of a day, at 1 time (10). --file-mib: of a file (64). --chunk-mib: of a chunk (8).
--peak: how many times the mean the busiest hour has (3).
--costs: what calls cost, as "npm run bench -- capacity" writes them (those of docs/scale.md).`;

const SCALES = [1, 10, 100, 1_000, 10_000];
const MIB = 1024 * 1024;
const HEAD = [
  'times',
  'files/s',
  'events/s',
  'APIs',
  'processors',
  'PostgreSQL: cores',
  'log MB/s',
  'rows GB/day',
  'Redis %',
  'calls p50 / p99 ms',
  'first limit',
];

const { values } = parseArgs({
  options: {
    terabytes: { type: 'string', default: '10' },
    'file-mib': { type: 'string', default: '64' },
    'chunk-mib': { type: 'string', default: '8' },
    peak: { type: 'string', default: '3' },
    costs: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const numbers = [values.terabytes, values['file-mib'], values['chunk-mib'], values.peak].map(
  Number,
);
const [terabytes = 0, fileMib = 0, chunkMib = 0, peak = 0] = numbers;
if (values.help || numbers.some((number) => !(number > 0))) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const file = values.costs ?? new URL('../costs.json', import.meta.url);
const costs = JSON.parse(await readFile(file, 'utf8')) as Costs;
const workload: Workload = {
  ...USUAL,
  bytesPerDay: terabytes * 1e12,
  fileBytes: fileMib * MIB,
  chunkBytes: chunkMib * MIB,
  peak,
};

const spent = spentOnFile(costs, workload);
console.log(`Costs of ${costs.measuredAt.slice(0, 10)}, ${costs.machine.cpu}.\n`);
console.log(`One of each carries, at ${ROOM * 100}% of its time:`);
for (const [name, worker] of [
  ['API', 'api'],
  ['processor', 'processor'],
  ['PostgreSQL, a core', 'postgres'],
  ['Redis', 'redis'],
] as const) {
  const files = (ROOM * 1e6) / spent[worker];
  console.log(`  ${name.padEnd(20)} ${rounded(files).padStart(8)} files a second`);
}
const rows = SCALES.map((times) => {
  const grown = { ...workload, bytesPerDay: workload.bytesPerDay * times };
  const demand = demandOf(costs, grown);
  return cells(times, demand, playPeak(costs, grown, demand));
});
console.log();
for (const cellsOfRow of [HEAD, HEAD.map(() => '---:'), ...rows])
  console.log(`| ${cellsOfRow.join(' | ')} |`);

function cells(times: number, demand: Demand, calls: ReturnType<typeof playPeak>): string[] {
  return [
    times.toLocaleString('en'),
    rounded(demand.filesPerSecond),
    rounded(demand.eventsPerSecond),
    String(demand.apis),
    String(demand.processors),
    rounded(demand.postgresCores),
    rounded(demand.logBytesPerSecond / 1e6),
    rounded(demand.tableBytesPerDay / 1e9),
    rounded(demand.redisShare * 100),
    `${rounded(calls.median)} / ${rounded(calls.worst)}`,
    demand.firstLimit ?? 'none',
  ];
}

function rounded(figure: number): string {
  return figure >= 10 ? Math.round(figure).toLocaleString('en') : figure.toPrecision(2);
}
