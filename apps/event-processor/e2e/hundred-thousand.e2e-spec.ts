import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  chunkRecord,
  createFile,
  getFile,
  postStoreEvents,
  storeRecord,
  System,
  waitUntil,
} from '@waybill/testing';
import fc from 'fast-check';

const CHUNK = 5 * 1024 * 1024;
const FILES = 40;
const CHUNKS = 2_250;
const EVENTS = 100_000;
const DUPLICATES = (FILES * CHUNKS) / 10;
const GARBAGE = EVENTS - FILES * CHUNKS - DUPLICATES;
/** Milliseconds over which the store says that it all happened. */
const SPAN = 5 * 60_000;
const RECORDS_PER_REQUEST = 50;
const REQUESTS_AT_ONCE = 16;

const etagOf = (fileId: string, number: number) =>
  createHash('md5').update(`${fileId}/${number}`).digest('hex');

describe('100,000 events, a tenth of the chunks told twice, 1% garbage, in any order', () => {
  let system: System;

  beforeAll(async () => {
    // The events are made here; the store sends none.
    system = await System.start({ processors: 2, notifications: 'off' });
  });
  afterAll(() => system?.stop());

  it('end as exact rows, the garbage as dead letters, and nothing else', async () => {
    const api = system.caller();
    const files: string[] = [];
    for (let made = 0; made < FILES; made++) {
      files.push((await createFile(api, { size: CHUNKS * CHUNK, chunkSize: CHUNK })).id);
    }
    const posted = requests(events(system.bucket, files));
    expect(posted.flatMap(({ records }) => records)).toHaveLength(EVENTS);
    await inParallel(posted, async ({ body }) => {
      expect(await postStoreEvents(system.api.url, system.storeToken, body)).toMatchObject({
        status: 202,
      });
    });

    for (const id of files) {
      await waitUntil(
        `file ${id} to have every chunk`,
        async () => (await getFile(api, id)).status === 'uploaded',
        120_000,
      );
    }
    await waitUntil('the garbage to be kept', async () => (await letters(system)) >= GARBAGE);
    await waitUntil('the queue to be empty', () => idle(system));

    const chunks = await system.database.query<{ file_id: string; number: number; etag: string }>(
      `SELECT file_id, number, etag FROM file_chunks
       WHERE status = 'uploaded' AND verification = 'storage' AND size = $1`,
      [CHUNK],
    );
    expect(chunks).toHaveLength(FILES * CHUNKS);
    expect(chunks.filter(({ file_id, number, etag }) => etag !== etagOf(file_id, number))).toEqual(
      [],
    );
    const rows = await system.database.query(
      `SELECT uploaded_chunks, uploaded_bytes, count(*) FROM files GROUP BY 1, 2`,
    );
    expect(rows).toEqual([
      { uploaded_chunks: CHUNKS, uploaded_bytes: String(CHUNKS * CHUNK), count: String(FILES) },
    ]);
    const journal = await system.database.query(
      'SELECT type, count(*) FROM journal GROUP BY type ORDER BY type',
    );
    expect(journal).toEqual([
      { type: 'file.created', count: String(FILES) },
      { type: 'file.uploaded', count: String(FILES) },
      { type: 'file.uploading', count: String(FILES) },
    ]);
    const kept = await system.database.query(
      `SELECT reason, count(*), sum(times_seen) AS seen FROM dead_letters GROUP BY reason ORDER BY reason`,
    );
    const each = { count: String(GARBAGE / 4), seen: String(GARBAGE / 4) };
    expect(kept).toEqual([
      { reason: 'out_of_plan', ...each },
      { reason: 'unknown_file', ...each },
      // Records that are none, and bodies that are no JSON.
      { reason: 'unparsable', count: String(GARBAGE / 2), seen: String(GARBAGE / 2) },
    ]);
  });
});

/** A record, or a body that is sent as it is. */
type Sent = { readonly record: object } | { readonly text: string };

/** Everything that is going to be told, in an order of its own each time. */
function events(bucket: string, files: readonly string[]): Sent[] {
  const chunk = (fileId: string, number: number): Sent => ({
    record: {
      ...(chunkRecord(bucket, {
        fileId,
        number,
        size: CHUNK,
        etag: etagOf(fileId, number),
      }) as object),
      eventTime: new Date(Date.now() - Math.random() * SPAN).toISOString(),
    },
  });
  const once = files.flatMap((fileId) =>
    Array.from({ length: CHUNKS }, (_, index) => chunk(fileId, index + 1)),
  );
  const garbage = Array.from({ length: GARBAGE / 4 }, (_, index): Sent[] => [
    chunk(randomUUID(), 1),
    chunk(files[index % FILES] ?? '', CHUNKS + 1 + Math.floor(index / FILES)),
    { record: storeRecord(bucket, '', `${index}`, 1) as object },
    { text: `{"Records": ${index}` },
  ]).flat();
  const all = shuffled([...once, ...shuffled(once).slice(0, DUPLICATES), ...garbage]);
  return all;
}

/** As stores send them: many records in a request. A body that is no JSON goes by itself. */
function requests(
  sent: readonly Sent[],
): { readonly body: unknown; readonly records: unknown[] }[] {
  const texts = sent.flatMap((one) => ('text' in one ? [one.text] : []));
  const records = sent.flatMap((one) => ('record' in one ? [one.record] : []));
  const bodies = [];
  for (let start = 0; start < records.length; start += RECORDS_PER_REQUEST) {
    const some = records.slice(start, start + RECORDS_PER_REQUEST);
    bodies.push({ body: { Records: some }, records: some as unknown[] });
  }
  return shuffled([...bodies, ...texts.map((text) => ({ body: text, records: [text] }))]);
}

function shuffled<T>(items: readonly T[]): T[] {
  const [order] = fc.sample(fc.shuffledSubarray([...items.keys()], { minLength: items.length }), 1);
  return (order ?? []).map((index) => items[index] as T);
}

async function inParallel<T>(
  items: readonly T[],
  action: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: REQUESTS_AT_ONCE }, async () => {
      for (let item = left.pop(); item; item = left.pop()) await action(item);
    }),
  );
}

async function letters(system: System): Promise<number> {
  const [row] = await system.database.query<{ count: string }>('SELECT count(*) FROM dead_letters');
  return Number(row?.count);
}

/** No job of events waits or is in hand, say the processors' metrics. */
async function idle(system: System): Promise<boolean> {
  const metrics = await (await fetch(`${system.processors[0]?.url}/metrics`)).text();
  const jobs = [...metrics.matchAll(/^waybill_queue_jobs\{(.*?)\} (\d+)$/gmu)].filter(
    ([, labels]) =>
      /queue="storage-events"/u.test(labels ?? '') && !/state="completed"/u.test(labels ?? ''),
  );
  return jobs.length > 0 && jobs.every(([, , count]) => count === '0');
}
