import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  chunkRecord,
  createFile,
  getFile,
  postStoreEvents,
  System,
  waitUntil,
  type FileView,
} from '@waybill/testing';

const MIB = 1024 * 1024;
const CHUNK = 5 * MIB;
const FILES = 12;
const CHUNKS = 250;

const etagOf = (text: string) => createHash('md5').update(text).digest('hex');

function shuffle<T>(items: T[]): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [items[last], items[other]] = [items[other] as T, items[last] as T];
  }
  return items;
}

describe.each([20, 500])(
  'four processors at once, batches of %d, each event twice and shuffled',
  (batch) => {
    let system: System;
    let logStart = 0;

    const postgresLog = async () => {
      const path = system.stack.postgresLog;
      return path ? (await readFile(path, 'utf8')).slice(logStart) : '';
    };

    beforeAll(async () => {
      // The events are made here, so that they can be doubled and shuffled; the store sends none.
      system = await System.start({
        processors: 4,
        notifications: 'off',
        env: { WAYBILL_INTAKE_BATCH_SIZE: String(batch) },
      });
      logStart = (await postgresLog()).length;
    });
    afterAll(() => system?.stop());

    it('counts every chunk once, without a deadlock', async () => {
      const api = system.caller();
      const files: FileView[] = [];
      for (let index = 0; index < FILES; index++) {
        files.push(await createFile(api, { size: CHUNKS * CHUNK, chunkSize: CHUNK }));
      }
      const once = files.flatMap(({ id }) =>
        Array.from({ length: CHUNKS }, (_, index) =>
          chunkRecord(system.bucket, {
            fileId: id,
            number: index + 1,
            etag: etagOf(`${id}-${index}`),
            size: CHUNK,
          }),
        ),
      );
      const records = shuffle([...once, ...once]);
      const posts: Promise<{ status: number }>[] = [];
      for (let start = 0; start < records.length; start += batch) {
        const body = { Records: records.slice(start, start + batch) };
        posts.push(postStoreEvents(api.url, system.storeToken, body));
        if (posts.length % 16 === 0) await Promise.all(posts);
      }
      for (const { status } of await Promise.all(posts)) expect(status).toBe(202);

      for (const { id } of files) {
        const file = await waitUntil(
          `file ${id} to have every chunk`,
          async () => {
            const now = await getFile(api, id);
            return now.status === 'uploaded' && now;
          },
          60_000,
        );
        expect(file).toMatchObject({ uploadedChunks: CHUNKS, uploadedBytes: CHUNKS * CHUNK });
      }
      // Settle: nothing that is still under way may change a counter.
      await waitUntil('the queue to be empty', async () => (await waitingJobs(system)) === 0);
      const rows = await system.database.query<{ wrong: string; ends: string }>(
        `SELECT
         (SELECT count(*) FROM files f WHERE f.uploaded_chunks <>
           (SELECT count(*) FROM file_chunks c WHERE c.file_id = f.id AND c.status = 'uploaded')) AS wrong,
         (SELECT count(*) FROM journal WHERE type = 'file.uploaded') AS ends`,
      );
      expect(rows).toEqual([{ wrong: '0', ends: String(FILES) }]);
      expect(await postgresLog()).not.toMatch(/40P01|deadlock detected/u);
    });
  },
);

/** Jobs of the storage-event queue that wait or are in hand, as the processors' metrics tell. */
async function waitingJobs(system: System): Promise<number> {
  const redis = new Redis(system.stack.redisUrl);
  try {
    const prefix = `${system.env['WAYBILL_REDIS_PREFIX'] ?? ''}:storage-events`;
    return (await redis.llen(`${prefix}:wait`)) + (await redis.llen(`${prefix}:active`));
  } finally {
    redis.disconnect();
  }
}
