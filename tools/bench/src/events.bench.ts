import { createHash } from 'node:crypto';
import type { ChunkRepository, JudgedArrival } from '@waybill/domain';
import { createDataSource, PgChunkRepository } from '@waybill/persistence';
import type { System } from '@waybill/testing';
import {
  chunkRecord,
  createFile,
  postStoreEvents,
  waitUntil,
  type FileView,
} from '@waybill/testing';
import type { Benchmark } from './benchmark.js';
import { onOwnSystem } from './on-own-system.js';
import { time, type Comparison } from './measure/pairs.js';

const CHUNK = 5 * 1024 * 1024;
const CHUNKS = 10_000;
const RECORDS_PER_POST = 10;
const POSTS_AT_ONCE = 32;
const ROWS_PER_STATEMENT = 100;

export const events: Benchmark = {
  says: 'storage events to rows, over the queue and straight',
  minutes: 8,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(context, { notifications: 'off' }, async ({ system }) => {
      const dataSource = await createDataSource({
        url: system.database.url,
        poolSize: 4,
        connectTimeoutMs: 5_000,
        queryTimeoutMs: 30_000,
      }).initialize();
      try {
        await context.measure(eventsComparison(system, new PgChunkRepository(dataSource)));
      } finally {
        await dataSource.destroy();
      }
    }),
};

/**
 * Events from the webhook through the queue to the rows, beside the same rows written straight to
 * PostgreSQL by the same statement: what the queue in between costs.
 */
function eventsComparison(system: System, chunks: ChunkRepository): Comparison {
  return {
    title: `Storage events to rows, ${RECORDS_PER_POST} records a request, one processor`,
    unit: 'events',
    ours: { name: 'webhook → queue → rows', run: () => overTheQueue(system) },
    reference: { name: 'rows without a queue', run: () => straight(system, chunks) },
  };
}

async function overTheQueue(system: System) {
  const file = await newFile(system);
  const records = arrivals(file).map((arrival) => chunkRecord(system.bucket, arrival));
  const seconds = await time(async () => {
    const batches = slices(records, RECORDS_PER_POST);
    const post = async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        const { status, text } = await postStoreEvents(system.api.url, system.storeToken, {
          Records: batch,
        });
        if (status !== 202) throw new Error(`${status} ${text}`);
      }
    };
    await Promise.all(Array.from({ length: POSTS_AT_ONCE }, post));
    await waitUntil('every row', () => whole(system, file), 120_000);
  });
  return { units: CHUNKS, seconds };
}

async function straight(system: System, chunks: ChunkRepository) {
  const file = await newFile(system);
  const batches = slices(arrivals(file), ROWS_PER_STATEMENT);
  const seconds = await time(async () => {
    for (const batch of batches) {
      await chunks.recordArrivals({ arrivals: batch, verification: 'storage' });
    }
    await waitUntil('every row', () => whole(system, file));
  });
  return { units: CHUNKS, seconds };
}

function newFile(system: System): Promise<FileView> {
  return createFile(system.caller(), { size: CHUNKS * CHUNK, chunkSize: CHUNK });
}

function arrivals(file: FileView): JudgedArrival[] {
  return Array.from({ length: CHUNKS }, (_, index) => ({
    fileId: file.id,
    number: index + 1,
    etag: createHash('md5').update(`${file.id}-${index}`).digest('hex'),
    size: CHUNK,
    judged: {},
  }));
}

async function whole(system: System, file: FileView): Promise<boolean> {
  const rows = await system.database.query<{ status: string }>(
    'SELECT status FROM files WHERE id = $1',
    [file.id],
  );
  return rows[0]?.status === 'uploaded';
}

function slices<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
