import { createDataSource } from '@waybill/persistence';
import { System } from '@waybill/testing';
import type { BenchContext, Benchmark } from './benchmark.js';
import { eventBodies, newFile, whenWhole } from './events/event-files.js';
import { LIKE_MODEL } from './events/like-model.sql.js';
import { HttpLoad } from './load/http-load.js';
import { time } from './measure/pairs.js';
import { onOwnSystem } from './on-own-system.js';

const CHUNKS = 10_000;
const CHUNK = 5 * 1024 * 1024;
const FILES = 1_000;
/** Seconds for filling the tables; the rows say how many files there were. */
const FILLING = 60;
/** Milliseconds of a run of pages. */
const RUN = 1_000;

/** What the size of the tables costs: a system with a file beside one with up to a thousand more. */
export const tables: Benchmark = {
  says: 'events and pages of URLs with a file in the tables, and with 1,000 of 10,000 chunks',
  minutes: 5,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(context, { durable: true, notifications: 'off' }, async ({ system }) => {
      const small = await System.start({ notifications: 'off' });
      const files = await fill(system);
      const sides = [sideOf(system), sideOf(small)] as const;
      try {
        await measure(context, sides, `${files.toLocaleString('en')} files`);
      } finally {
        await Promise.all(
          sides.flatMap(({ asStore, asTenant }) => [asStore.close(), asTenant.close()]),
        );
      }
    }),
};

interface Side {
  readonly system: System;
  readonly asStore: HttpLoad;
  readonly asTenant: HttpLoad;
}

function sideOf(system: System): Side {
  return {
    system,
    asStore: new HttpLoad(system.api.url, system.storeToken, 8),
    asTenant: new HttpLoad(system.api.url, system.apiKey, 8),
  };
}

/** @returns how many files of 10,000 chunks it came to */
async function fill(system: System): Promise<number> {
  const source = await createDataSource({
    url: system.database.url,
    poolSize: 1,
    connectTimeoutMs: 5_000,
    queryTimeoutMs: 120_000,
  }).initialize();
  try {
    const { id } = await newFile(system, 1);
    let files = 0;
    for (let seconds = 0; seconds < FILLING && files < FILES; files++) {
      seconds += await time(() => source.query(LIKE_MODEL, [id, CHUNKS, CHUNK]));
    }
    await source.query('ANALYZE');
    return files;
  } finally {
    await source.destroy();
  }
}

async function measure(
  { measure }: BenchContext,
  [full, small]: readonly [Side, Side],
  size: string,
): Promise<void> {
  await measure({
    title: `Events to rows, 100 a request, ${size} in the tables`,
    unit: 'events',
    ours: { name: size, run: () => events(full) },
    reference: { name: 'a file in the tables', run: () => events(small) },
    goal: { time: 1.3 },
  });
  const [ours, reference] = [await pagesOf(full), await pagesOf(small)];
  await measure({
    title: `URL page of 100, ${size} in the tables`,
    unit: 'pages',
    ours: { name: size, run: ours },
    reference: { name: 'a file in the tables', run: reference },
    goal: { time: 1.3 },
  });
}

async function events({ system, asStore }: Side) {
  const file = await newFile(system, CHUNKS);
  const bodies = eventBodies(system, file, 100);
  const seconds = await time(async () => {
    await asStore.run(() => {
      const body = bodies.shift();
      return body === undefined ? undefined : { method: 'POST', path: '/v1/storage-events', body };
    });
    await whenWhole(system, file);
  });
  return { units: CHUNKS, seconds };
}

async function pagesOf({ system, asTenant }: Side) {
  const { id } = await newFile(system, CHUNKS);
  let page = 0;
  const next = () => {
    const first = (page++ % 100) * 100;
    const numbers = Array.from({ length: 100 }, (_, index) => first + index + 1);
    return {
      method: 'POST' as const,
      path: `/v1/files/${id}/chunks/urls`,
      body: JSON.stringify({ numbers }),
    };
  };
  return () => asTenant.run(next, RUN);
}
