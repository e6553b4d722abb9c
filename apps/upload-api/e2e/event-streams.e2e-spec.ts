import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileBody, Problem } from '@waybill/contracts';
import { EventStream, System, waitUntil, type AppProcess } from '@waybill/testing';
import { HoppingReader } from './support/hopping-reader.js';

const FILES = 8;
const EVENTS_PER_FILE = 500;
const EVENTS = FILES * EVENTS_PER_FILE;

/** The processor's own relay publishes what is written into the journal; two replicas stream it. */
describe('event streams of two replicas', () => {
  let system: System;
  let second: AppProcess;
  let files: string[];
  let tenantId: string;

  beforeAll(async () => {
    system = await System.start({ notifications: 'off' });
    second = await system.startReplica();
    files = [];
    for (let n = 0; n < FILES; n += 1) files.push(await newFile());
    const [row] = await system.database.query<{ tenant_id: string }>(
      'SELECT tenant_id FROM files WHERE id = $1',
      [files[0]],
    );
    tenantId = row?.tenant_id ?? '';
  });
  afterAll(async () => {
    await second?.stop();
    await system?.stop();
  });

  const newFile = async () => {
    const made = await system.caller().call<FileBody>('POST', '/v1/files', { name: 'a', size: 1 });
    return made.body.id;
  };

  /** The journal's rows of one batch, `n` rising for each file. */
  const write = (fileId: string, first: number, count: number, padding = '') =>
    system.database.query(
      `INSERT INTO journal (file_id, tenant_id, type, data)
       SELECT $1, $2, 'file.uploading', jsonb_build_object('n', n, 'padding', $5::text)
       FROM generate_series($3::int, $3::int + $4::int - 1) n`,
      [fileId, tenantId, first, count, padding],
    );

  const numbersOf = (reader: HoppingReader, fileId: string) =>
    reader.events.flatMap(({ data }) =>
      data['fileId'] === fileId && 'n' in data ? [data['n']] : [],
    );
  const counted = (reader: HoppingReader) => reader.events.filter(({ data }) => 'n' in data).length;

  it('miss nothing and repeat nothing for clients that hop while one replica is killed', async () => {
    const start = await system.database.query<{ position: string }>(
      'SELECT coalesce(max(position), 0) AS position FROM journal',
    );
    const after = start[0]?.position ?? '0';
    const replicas = [system.api.url, second.url];
    const read = (path: string, atMost: number) =>
      new HoppingReader(
        replicas.map((url) => `${url}${path}`),
        system.apiKey,
        () => 1 + Math.floor(Math.random() * atMost),
        after,
      );
    const byTenant = [read('/v1/events', 150), read('/v1/events', 600)];
    const byFile = files.slice(0, 3).map((id) => read(`/v1/files/${id}/events`, 40));
    const readers = [...byTenant, ...byFile];

    await Promise.all(
      files.map(async (id, index) => {
        for (let first = 0; first < EVENTS_PER_FILE; first += 50) {
          await write(id, first, 50);
          if (index === 0 && first === EVENTS_PER_FILE / 2) second.signal('SIGKILL');
        }
      }),
    );
    await waitUntil(
      'every event at every reader',
      () =>
        Promise.resolve(
          byTenant.every((reader) => counted(reader) >= EVENTS) &&
            byFile.every((reader) => counted(reader) >= EVENTS_PER_FILE),
        ),
      120_000,
    );
    await Promise.all(readers.map((reader) => reader.stop()));

    const wanted = Array.from({ length: EVENTS_PER_FILE }, (_, n) => n);
    for (const reader of byTenant) {
      for (const id of files) expect(numbersOf(reader, id)).toEqual(wanted);
    }
    byFile.forEach((reader, index) => {
      expect(numbersOf(reader, files[index] ?? '')).toEqual(wanted);
      expect(reader.events.every(({ data }) => data['fileId'] === files[index])).toBe(true);
    });
    for (const { events, connections, refused } of readers) {
      const ids = events.map(({ id }) => id);
      expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? 0))).toBe(true);
      expect(connections).toBeGreaterThan(5);
      expect(refused).toBeGreaterThan(0);
    }
  });

  it('drop a client that never reads, and keep the others', async () => {
    const [id = ''] = files;
    const open = async () => {
      const metrics = await (await fetch(`${system.api.url}/metrics`)).text();
      return Number(/^waybill_event_streams (\d+)$/mu.exec(metrics)?.[1]);
    };
    await waitUntil('no streams of before', async () => (await open()) === 0);
    const reader = await EventStream.open(`${system.api.url}/v1/files/${id}/events`, {
      authorization: `Bearer ${system.apiKey}`,
    });
    const { hostname, port } = new URL(system.api.url);
    const deaf = connect(Number(port), hostname);
    deaf.pause();
    deaf.write(
      `GET /v1/files/${id}/events HTTP/1.1\r\nHost: ${hostname}\r\n` +
        `Authorization: Bearer ${system.apiKey}\r\n\r\n`,
    );
    await waitUntil('both streams', async () => (await open()) === 2);

    // More than the kernels of both ends take in; each batch is read before the next one comes.
    const before = reader.events.length;
    const padding = 'x'.repeat(10_000);
    for (let batch = 0; batch < 80 && (await open()) === 2; batch += 1) {
      await write(id, 100_000 + batch * 20, 20, padding);
      await waitUntil('the batch at the reader', () =>
        Promise.resolve(reader.events.length >= before + (batch + 1) * 20),
      );
    }
    expect(await open()).toBe(1);
    const numbers = reader.events.slice(before).map(({ data }) => data['n']);
    expect(numbers).toEqual(numbers.map((_, n) => 100_000 + n));
    deaf.destroy();
    reader.close();
  });

  it('send a heartbeat when nothing happens', async () => {
    const { hostname, port } = new URL(system.api.url);
    const quiet = connect(Number(port), hostname);
    let text = '';
    quiet.on('data', (data) => (text += data.toString()));
    quiet.write(
      `GET /v1/events HTTP/1.1\r\nHost: ${hostname}\r\n` +
        `Authorization: Bearer ${system.apiKey}\r\n\r\n`,
    );
    // A comment alone in its HTTP chunk.
    await waitUntil('a heartbeat', () => Promise.resolve(/\r\n:\n\n\r\n/u.test(text)), 40_000);
    quiet.destroy();
    await once(quiet, 'close');
  });

  it('say what is wrong with a Last-Event-ID, and begin anew after one from a lost future', async () => {
    for (const path of ['/v1/events', `/v1/files/${files[0]}/events`]) {
      for (const garbage of ['x', '-1', '1e3', '12345678901234567', '1;2']) {
        const headers = { 'last-event-id': garbage };
        const refused = await system.caller().call<Problem>('GET', path, undefined, headers);
        expect([refused.status, refused.body.code]).toEqual([422, 'validation_failed']);
        expect(refused.body.errors?.[0]?.path).toBe('Last-Event-ID');
      }
    }
    const future = await EventStream.open(`${system.api.url}/v1/events`, {
      authorization: `Bearer ${system.apiKey}`,
      'last-event-id': '999999999999',
    });
    const id = await newFile();
    await waitUntil('the next event', () =>
      Promise.resolve(future.events.some(({ data }) => data['fileId'] === id)),
    );
    future.close();
  });
});
