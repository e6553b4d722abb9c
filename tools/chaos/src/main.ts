import { parseArgs } from 'node:util';
import { isGood, report } from './report.js';
import { runChaos } from './run-chaos.js';

/** `npm run chaos -- [--minutes N] [--seed S]`; 0 where nothing is wrong, 1 where something is, 2 for wrong usage. */
const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes ?? 2);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error(
    'npm run chaos -- [--minutes N] [--seed S]: minutes above 0, a whole number as seed.',
  );
  process.exit(2);
}
console.log(`Seed ${seed}, ${minutes} minutes. Seconds:`);
const outcome = await runChaos({ minutes, seed, say: (line) => console.log(line) });
console.log(report(outcome));
process.exit(isGood(outcome) ? 0 : 1);
