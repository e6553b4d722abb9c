import { mkdir, writeFile } from 'node:fs/promises';
import type { Benchmark } from '../benchmark.js';
import { onOwnSystem } from '../on-own-system.js';
import { CHECKS } from './checks.js';
import { measureCosts } from './measure-costs.js';

const FOLDER = '.waybill';
const FILE = `${FOLDER}/costs.json`;

/** Whether what the model says of this machine is true of it. */
export const capacity: Benchmark = {
  says: 'what each call costs each part, and whether the model of docs/scale.md foretells a load',
  minutes: 8,
  gibibytes: 3,
  apart: true,
  run: (context) =>
    onOwnSystem(context, { durable: true }, async ({ system }) => {
      const costs = await measureCosts(system, context.signal);
      await mkdir(FOLDER, { recursive: true });
      await writeFile(FILE, `${JSON.stringify(costs, null, 2)}\n`);
      console.log(`\nThe costs as JSON: ${FILE}`);
      for (const { what, unit, foretold, measured } of CHECKS) {
        context.signal.throwIfAborted();
        await context.measure({
          title: `Foretold: ${what}`,
          unit: unit.replace('/s', ''),
          ours: { name: 'measured', run: async () => rate(await measured(system)) },
          reference: { name: 'the model', run: () => Promise.resolve(rate(foretold(costs))) },
          goal: { within: 0.2 },
        });
      }
    }),
};

function rate(perSecond: number) {
  return { units: perSecond, seconds: 1 };
}
