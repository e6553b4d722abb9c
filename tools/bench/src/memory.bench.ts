import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { System } from '@waybill/testing';
import type { BenchContext, Benchmark } from './benchmark.js';
import { eventBodies, newFile, whenWhole } from './events/event-files.js';
import { HttpLoad } from './load/http-load.js';
import { onOwnSystem } from './on-own-system.js';

const CHUNKS = 10_000;
const FILES = 100;
const RECORDS_PER_POST = 100;
/** Seconds after which no further file is begun; the row says how many events there were. */
const ENOUGH = 100;
const MIB = 1024 ** 2;

interface Memory {
  readonly api: number;
  readonly processor: number;
}

/** What both services keep in memory of the events that went through them. */
export const memory: Benchmark = {
  says: 'memory of both services after a million events, or as many as fit in 100 s',
  minutes: 4,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(context, { durable: true, notifications: 'off' }, async ({ system }) => {
      const load = new HttpLoad(system.api.url, system.storeToken, 8);
      try {
        await measure(context, system, load);
      } finally {
        await load.close();
      }
    }),
};

async function measure(context: BenchContext, system: System, load: HttpLoad): Promise<void> {
  const started = performance.now();
  let first: Memory | undefined;
  const steps: string[] = [];
  let files = 0;
  for (; files < FILES && (performance.now() - started) / 1_000 < ENOUGH; files++) {
    context.signal.throwIfAborted();
    await oneFile(system, load);
    const now = await memoryOf(system);
    first ??= now;
    if (files % 10 === 0) steps.push(`${said(now.api)}/${said(now.processor)}`);
  }
  const last = await memoryOf(system);
  console.log(`\n  MiB of API/processor after each 100,000 events: ${steps.join(' ')}`);
  const events = (files * CHUNKS).toLocaleString('en');
  for (const [service, name] of [
    ['processor', "Processor's memory"],
    ['api', "API's memory"],
  ] as const) {
    context.tell({
      what: `${name} after ${events} events`,
      unit: 'MiB',
      figure: last[service] / MIB,
      goal: { atMost: 250 },
    });
    context.tell({
      what: '… the same, beside its first 10,000 events',
      unit: 'MiB',
      figure: last[service] / MIB,
      beside: { name: 'after 10,000 events', figure: (first?.[service] ?? Number.NaN) / MIB },
      goal: { time: 1.2 },
    });
  }
}

async function oneFile(system: System, load: HttpLoad): Promise<void> {
  const file = await newFile(system, CHUNKS);
  const bodies = eventBodies(system, file, RECORDS_PER_POST);
  await load.run(() => {
    const body = bodies.shift();
    return body === undefined ? undefined : { method: 'POST', path: '/v1/storage-events', body };
  });
  await whenWhole(system, file);
}

/** Bytes that are resident, the least of a few looks: what a collection gives back is not kept. */
async function memoryOf(system: System): Promise<Memory> {
  const [processor] = system.processors;
  const looks: Memory[] = [];
  for (let look = 0; look < 3; look++) {
    looks.push({
      api: await residentBytes(system.api.pid),
      processor: await residentBytes(processor?.pid ?? 0),
    });
    await sleep(50);
  }
  return {
    api: Math.min(...looks.map(({ api }) => api)),
    processor: Math.min(...looks.map((look) => look.processor)),
  };
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(?<kib>\d+) kB$/mu.exec(status)?.groups?.['kib']) * 1024;
}

function said(bytes: number): string {
  return (bytes / MIB).toFixed(0);
}
