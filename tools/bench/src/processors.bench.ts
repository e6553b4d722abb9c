import type { FileView, System } from '@waybill/testing';
import type { BenchContext, Benchmark } from './benchmark.js';
import { eventBodies, newFile, whenWhole } from './events/event-files.js';
import { CoreShare } from './load/core-share.js';
import { HttpLoad } from './load/http-load.js';
import { type PairOfRates, resultOf, time } from './measure/pairs.js';
import { onOwnSystem } from './on-own-system.js';

/** Of a core, for each processor: little, so that nobody else is what they wait for. */
const SHARE = 0.1;
const COUNTS = [1, 2, 4];
const GOALS: Readonly<Record<number, number>> = { 2: 1.8, 4: 3.2 };
const ROUNDS = 3;
const RECORDS_PER_POST = 100;

const LOADS = [
  { name: 'ten files', files: 10, chunks: 1_000 },
  { name: 'one file', files: 1, chunks: 10_000 },
] as const;
type Load = (typeof LOADS)[number];

/** What a second processor adds, and a third and fourth, where a core is not what they share. */
export const processors: Benchmark = {
  says: `one, two and four processors, each held to ${SHARE} of a core`,
  minutes: 5,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(
      context,
      { durable: true, notifications: 'off', processors: 0 },
      async ({ system }) => {
        const load = new HttpLoad(system.api.url, system.storeToken, 8);
        try {
          await measure(context, system, load);
        } finally {
          await load.close();
        }
      },
    ),
};

async function measure(context: BenchContext, system: System, load: HttpLoad): Promise<void> {
  const rates = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const count of COUNTS) {
      context.signal.throwIfAborted();
      await withProcessors(system, count, async () => {
        // The first events of a process pay for its being new.
        await eventsPerSecond(system, load, LOADS[1]);
        for (const events of LOADS) {
          const key = `${events.name} ${count}`;
          const rate = await eventsPerSecond(system, load, events);
          rates.set(key, [...(rates.get(key) ?? []), rate]);
        }
      });
    }
  }
  for (const { name } of LOADS) {
    for (const count of COUNTS.filter((one) => one > 1)) {
      const pairs = (rates.get(`${name} ${count}`) ?? []).map((ours, round): PairOfRates => ({
        ours,
        reference: rates.get(`${name} 1`)?.[round] ?? Number.NaN,
      }));
      const goal = GOALS[count];
      context.show(
        resultOf(
          {
            title: `${count} processors, ${SHARE} of a core each, ${name}`,
            unit: 'events',
            ours: { name: `${count} processors` },
            reference: { name: 'one processor' },
            ...(goal !== undefined && { goal: { rate: goal } }),
          },
          pairs,
        ),
      );
    }
  }
}

async function withProcessors(
  system: System,
  count: number,
  run: () => Promise<void>,
): Promise<void> {
  const share = new CoreShare(SHARE);
  const started = await Promise.all(Array.from({ length: count }, () => system.startProcessor()));
  try {
    for (const { pid } of started) await share.hold(pid);
    await run();
  } finally {
    // At a tenth of a core a tidy end would take longer than the measurement.
    await Promise.all(started.map((processor) => processor.stop('SIGKILL')));
    system.processors.length = 0;
    await share.release();
  }
}

async function eventsPerSecond(
  system: System,
  load: HttpLoad,
  { files, chunks }: Load,
): Promise<number> {
  const made = await Promise.all(Array.from({ length: files }, () => newFile(system, chunks)));
  const asks = inTurn(made.map((file) => eventBodies(system, file, RECORDS_PER_POST)));
  const seconds = await time(async () => {
    await load.run(() => {
      const body = asks.shift();
      return body === undefined ? undefined : { method: 'POST', path: '/v1/storage-events', body };
    });
    await Promise.all(made.map((file: FileView) => whenWhole(system, file)));
  });
  return (files * chunks) / seconds;
}

/** Of each file one, then of each file the next. */
function inTurn(lists: readonly (readonly string[])[]): string[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list[index] ?? []),
  ).flat();
}
