import { availableParallelism } from 'node:os';
import { callOf, type Call, type Costs, oneMachine, seeded, simulate } from '@waybill/scale';
import type { FileView, System } from '@waybill/testing';
import { eventBodies, whenWhole } from '../events/event-files.js';
import { HttpLoad } from '../load/http-load.js';
import { time } from '../measure/pairs.js';
import { creation, eventAsk, eventCalls, page } from './loads.js';

/** Chunks of the usual file. */
const CHUNKS = 8;
const CALLERS = 8;
/** Enough that the cores are busy while some wait: for the disk, and for events to be gathered. */
const LIVES_AT_ONCE = 32;
const FILES = 800;
const EVENTS = 40_000;

/** A load that the model foretells, and that is then made. */
export interface Check {
  readonly what: string;
  readonly unit: string;
  /** Units a second, by the model. */
  readonly foretold: (costs: Costs) => number;
  /** Units a second, here. */
  readonly measured: (system: System) => Promise<number>;
}

export const CHECKS: readonly Check[] = [
  {
    what: 'events, 100 a request',
    unit: 'events/s',
    foretold: (costs) => EVENTS / played([callOf(costs, 'events', 100)], EVENTS / 100),
    measured: (system) => eventsPerSecond(system, 100, EVENTS),
  },
  {
    what: 'events, one a request',
    unit: 'events/s',
    foretold: (costs) => 10_000 / played([callOf(costs, 'events', 1)], 10_000),
    measured: (system) => eventsPerSecond(system, 1, 10_000),
  },
  {
    what: `a file's life: made, ${CHUNKS} URLs, ${CHUNKS} events, read`,
    unit: 'files/s',
    foretold: (costs) => FILES / played(lifeOf(costs), FILES, LIVES_AT_ONCE),
    measured: async (system) => {
      const load = new HttpLoad(system.api.url, system.storeToken, LIVES_AT_ONCE);
      try {
        await lives(system, load, LIVES_AT_ONCE);
        return FILES / (await time(() => lives(system, load, FILES)));
      } finally {
        await load.close();
      }
    },
  },
];

/** Seconds of the model's time. */
function played(script: readonly Call[], scripts: number, callers = CALLERS): number {
  const network = oneMachine(availableParallelism());
  return simulate(network, { callers, scripts, script }, seeded(1)).seconds;
}

function lifeOf(costs: Costs): Call[] {
  return [
    callOf(costs, 'create', CHUNKS),
    callOf(costs, 'urls', CHUNKS),
    ...Array.from({ length: CHUNKS }, () => callOf(costs, 'events', 1)),
    callOf(costs, 'read', 1),
  ];
}

async function eventsPerSecond(
  system: System,
  perRequest: number,
  events: number,
): Promise<number> {
  const load = new HttpLoad(system.api.url, system.storeToken, CALLERS);
  try {
    const { run } = await eventCalls(system, load, perRequest, events);
    return events / (await time(run));
  } finally {
    await load.close();
  }
}

/** The lives of so many files, many at once, until the last row is written. */
async function lives(system: System, asStore: HttpLoad, count: number): Promise<void> {
  const asTenant = new HttpLoad(system.api.url, system.apiKey, LIVES_AT_ONCE);
  let left = count;
  let last: FileView | undefined;
  const caller = async () => {
    for (; left > 0;) {
      left -= 1;
      last = await life(system, asTenant, asStore);
    }
  };
  try {
    await Promise.all(Array.from({ length: LIVES_AT_ONCE }, caller));
    if (last) await whenWhole(system, last);
  } finally {
    await asTenant.close();
  }
}

async function life(system: System, asTenant: HttpLoad, asStore: HttpLoad): Promise<FileView> {
  const file = await asTenant.answer<FileView>(creation(CHUNKS));
  await asTenant.ask(page(file.id, CHUNKS));
  for (const body of eventBodies(system, file, 1)) await asStore.ask(eventAsk(body));
  await asTenant.ask({ method: 'GET', path: `/v1/files/${file.id}` });
  return file;
}
