import type { Costs } from '@waybill/scale';
import type { System } from '@waybill/testing';
import { Redis } from 'ioredis';
import { eventBodies, newFile, whenWhole } from '../events/event-files.js';
import { HttpLoad } from '../load/http-load.js';
import { eventAsk, eventCalls } from './loads.js';

const CHUNKS = 10_000;
const FILES = 500;

/** Bytes that a file and a chunk take in the tables, in the log, and in a queue while they wait. */
export async function measureBytes(system: System): Promise<Costs['bytes']> {
  const log = await value(system, `SELECT pg_current_wal_lsn() - '0/0'::pg_lsn`);
  const chunk = (await grown(system, () => newFile(system, CHUNKS))) / CHUNKS;
  const load = new HttpLoad(system.api.url, system.storeToken, 8);
  try {
    await (await eventCalls(system, load, 100, CHUNKS)).run();
    const logged = await value(system, `SELECT pg_current_wal_lsn() - '0/0'::pg_lsn`);
    // Two files of as many chunks: the rows of both, and the arrivals of one.
    return {
      chunk,
      file: (await grown(system, () => manyFiles(system))) / FILES - chunk,
      walPerChunk: (logged - log) / CHUNKS,
      waitingEvent: await waitingEvent(system, load),
    };
  } finally {
    await load.close();
  }
}

async function manyFiles(system: System): Promise<void> {
  for (let made = 0; made < FILES; made += 10)
    await Promise.all(Array.from({ length: 10 }, () => newFile(system, 1)));
}

/** What the tables have grown by. */
async function grown(system: System, action: () => Promise<unknown>): Promise<number> {
  const sql = `SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = 'public'`;
  const before = await value(system, sql);
  await action();
  return (await value(system, sql)) - before;
}

async function value(system: System, sql: string): Promise<number> {
  const [row] = await system.database.query<Record<string, string>>(sql);
  return Number(Object.values(row ?? {})[0]);
}

/** Bytes of Redis for an event in the queue, while the processor stands still. */
async function waitingEvent(system: System, load: HttpLoad): Promise<number> {
  const [processor] = system.processors;
  const redis = new Redis(system.env['REDIS_URL'] ?? '');
  const used = async () => Number(/used_memory:(\d+)/u.exec(await redis.info('memory'))?.[1]);
  const file = await newFile(system, CHUNKS);
  const asks = eventBodies(system, file, 100).map(eventAsk);
  processor?.signal('SIGSTOP');
  try {
    const before = await used();
    for (const ask of asks) await load.ask(ask);
    return ((await used()) - before) / CHUNKS;
  } finally {
    processor?.signal('SIGCONT');
    await whenWhole(system, file);
    redis.disconnect();
  }
}
