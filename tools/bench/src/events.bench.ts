import type { ChunkRepository } from '@waybill/domain';
import { createDataSource, PgChunkRepository } from '@waybill/persistence';
import type { System } from '@waybill/testing';
import type { Benchmark } from './benchmark.js';
import { arrivalsOf, eventBodies, newFile, slices, whenWhole } from './events/event-files.js';
import { CpuMeter, difference, dividedBy, saidSpent } from './capacity/cpu-meter.js';
import { type Ask, HttpLoad } from './load/http-load.js';
import { time, type Comparison } from './measure/pairs.js';
import { onOwnSystem } from './on-own-system.js';

/** Of one run, one after the other. */
const FILES = 3;
const CHUNKS = 10_000;
const RECORDS_PER_POST = 100;
const POSTS_AT_ONCE = 8;
const ROWS_PER_STATEMENT = 100;

export const events: Benchmark = {
  says: 'storage events to rows, over the queue and straight',
  minutes: 4,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(context, { durable: true, notifications: 'off' }, async ({ system }) => {
      const dataSource = await createDataSource({
        url: system.database.url,
        poolSize: 4,
        connectTimeoutMs: 5_000,
        queryTimeoutMs: 30_000,
      }).initialize();
      const load = new HttpLoad(system.api.url, system.storeToken, POSTS_AT_ONCE);
      try {
        await context.measure(comparison(system, load, new PgChunkRepository(dataSource)));
      } finally {
        await Promise.all([dataSource.destroy(), load.close()]);
      }
    }),
};

/**
 * Events from the webhook through the queue to the rows, beside the same rows written straight to
 * PostgreSQL by the same statement: what the queue in between costs.
 */
function comparison(system: System, load: HttpLoad, chunks: ChunkRepository): Comparison {
  return {
    title: `Events to rows, ${RECORDS_PER_POST} a request, one processor`,
    unit: 'events',
    ours: { name: 'webhook → queue → rows', run: () => overTheQueue(system, load) },
    reference: { name: 'batches of 100 straight', run: () => straight(system, chunks) },
    goal: { rate: 0.7 },
  };
}

async function overTheQueue(system: System, load: HttpLoad) {
  const files = await newFiles(system);
  const asks = files.flatMap((file) =>
    eventBodies(system, file, RECORDS_PER_POST).map((body): Ask => ({
      method: 'POST',
      path: '/v1/storage-events',
      body,
    })),
  );
  const meter = new CpuMeter(system);
  const before = await meter.read();
  const seconds = await time(async () => {
    await load.run(() => asks.shift());
    await allWhole(system, files);
  });
  const spent = dividedBy(difference(await meter.read(), before), FILES * CHUNKS);
  console.log(`  microseconds of a core for an event: ${saidSpent(spent)}`);
  return { units: FILES * CHUNKS, seconds };
}

async function straight(system: System, chunks: ChunkRepository) {
  const files = await newFiles(system);
  const batches = files.flatMap((file) => slices(arrivalsOf(file), ROWS_PER_STATEMENT));
  const seconds = await time(async () => {
    for (const batch of batches) {
      await chunks.recordArrivals({ arrivals: batch, verification: 'storage' });
    }
    await allWhole(system, files);
  });
  return { units: FILES * CHUNKS, seconds };
}

function newFiles(system: System) {
  return Promise.all(Array.from({ length: FILES }, () => newFile(system, CHUNKS)));
}

async function allWhole(system: System, files: Awaited<ReturnType<typeof newFiles>>) {
  await Promise.all(files.map((file) => whenWhole(system, file)));
}
