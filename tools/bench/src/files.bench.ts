import { createDataSource } from '@waybill/persistence';
import { createFile, type System } from '@waybill/testing';
import type { Benchmark } from './benchmark.js';
import { LIKE_MODEL } from './events/like-model.sql.js';
import { withFloor } from './floors/floor.js';
import { HttpLoad } from './load/http-load.js';
import type { Comparison } from './measure/pairs.js';
import { time } from './measure/pairs.js';
import { onOwnSystem } from './on-own-system.js';

const CHUNK = 5 * 1024 * 1024;
const CHUNKS = 10_000;
const CALLERS = 16;
/** Milliseconds of one run. */
const RUN = 1_500;
/** Files made in one run. */
const CREATIONS = 5;

/** What the answer tells of a file, and nothing else. */
const FILE_QUERY = `
SELECT id, name, size, content_type, status, strategy, chunk_size, chunk_count, uploaded_chunks,
  uploaded_bytes, reused_chunks, auto_complete, fingerprint, location_bucket, location_key,
  location_etag, location_version_id, metadata, created_at, updated_at, expires_at, completed_at,
  failure_code, failure_detail, drift_reason, drift_since
FROM files WHERE id = $1`;

export const files: Benchmark = {
  says: 'a file by its id, and a file of 10,000 chunks made',
  minutes: 3,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(
      context,
      { durable: true, notifications: 'off', processors: 0 },
      async ({ system }) => {
        const settings = { databaseUrl: system.database.url, fileQuery: FILE_QUERY };
        await withFloor(settings, async (floorUrl) => {
          const api = new HttpLoad(system.api.url, system.apiKey, CALLERS);
          const floor = new HttpLoad(floorUrl, 'none', CALLERS);
          try {
            await context.measure(await reading(system, api, floor));
          } finally {
            await Promise.all([api.close(), floor.close()]);
          }
        });
        await creations(system, context.measure);
      },
    ),
};

async function reading(system: System, api: HttpLoad, floor: HttpLoad): Promise<Comparison> {
  const { id } = await createFile(system.caller(), { size: CHUNK });
  return {
    title: 'GET /v1/files/{id}',
    unit: 'answers',
    ours: {
      name: 'Waybill',
      run: () => api.run(() => ({ method: 'GET', path: `/v1/files/${id}` }), RUN),
    },
    reference: {
      name: 'bare Fastify + pg, same query',
      run: () => floor.run(() => ({ method: 'GET', path: `/file/${id}` }), RUN),
    },
    goal: { rate: 0.6 },
  };
}

/** Each file is removed outside of the time taken, so that all are made in tables of one size. */
async function creations(
  system: System,
  measure: (comparison: Comparison) => Promise<void>,
): Promise<void> {
  const dataSource = await createDataSource({
    url: system.database.url,
    poolSize: 1,
    connectTimeoutMs: 5_000,
    queryTimeoutMs: 30_000,
  }).initialize();
  const api = system.caller();
  const { id: model } = await createFile(api, { size: CHUNK });
  const run = (make: () => Promise<unknown>) => async () => {
    let seconds = 0;
    for (let made = 0; made < CREATIONS; made++) seconds += await time(make);
    await dataSource.query('DELETE FROM files WHERE id <> $1', [model]);
    return { units: CREATIONS, seconds };
  };
  try {
    await measure({
      title: 'Create a file of 10,000 chunks',
      unit: 'files',
      ours: {
        name: 'POST /v1/files',
        run: run(() => createFile(api, { size: CHUNKS * CHUNK, chunkSize: CHUNK })),
      },
      reference: {
        name: 'INSERT … SELECT alone',
        run: run(() => dataSource.query(LIKE_MODEL, [model, CHUNKS, CHUNK])),
      },
      goal: { time: 1.2 },
    });
  } finally {
    await dataSource.destroy();
  }
}
