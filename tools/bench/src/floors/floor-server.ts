import { parentPort, workerData } from 'node:worker_threads';
import { createObjectStore } from '@waybill/storage';
import { fastify } from 'fastify';
import pg from 'pg';
import { BENCH_STORE } from '../bench-store.js';
import type { FloorSettings } from './floor.js';

/**
 * The least that a server can do for each answer: bare Fastify, with nothing around it, in a thread of
 * its own.
 */
const { databaseUrl, fileQuery } = workerData as FloorSettings;

const pool = databaseUrl && new pg.Pool({ connectionString: databaseUrl, max: 10 });
const { chunkUrls } = createObjectStore(BENCH_STORE, { profile: () => 'md5' });
const app = fastify();

app.post('/accept', (_request, reply) => reply.status(202).send({ queued: 1, deadLettered: 0 }));

app.post<{ Body: { numbers: number[] } }>('/sign', async ({ body }) => {
  const puts = body.numbers.map((number) => ({ fileId: FILE, number, size: 8 * 1024 * 1024 }));
  const urls = await chunkUrls.signChunkPuts(puts, 3_600);
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  return {
    urls: urls.map(({ url, headers }, index) => ({
      number: puts[index]?.number,
      method: 'PUT',
      url,
      headers,
      expiresAt,
    })),
  };
});

app.get<{ Params: { id: string } }>('/file/:id', async ({ params }) => {
  if (!pool || fileQuery === undefined) throw new Error('This floor has no database.');
  const query = { name: 'file', text: fileQuery, values: [params.id] };
  return (await pool.query<object>(query)).rows[0];
});

const FILE = '019a9b0c-7f00-7000-8000-000000000001';

parentPort?.postMessage(await app.listen({ port: 0, host: '127.0.0.1' }));
