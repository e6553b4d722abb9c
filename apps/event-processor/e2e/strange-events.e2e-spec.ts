import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  chunkRecord,
  createFile,
  getFile,
  listChunks,
  postStoreEvents,
  storeRecord,
  System,
  waitUntil,
  type FileView,
} from '@waybill/testing';

const CHUNK = 5 * 1024 * 1024;
const ETAG = 'a'.repeat(32);
const UNKNOWN = '019a9b0c-7f00-7000-8000-000000000001';

/** Storage events that no honest store would send, or not now. None stops the queue, none is gone. */
describe('strange storage events', () => {
  let system: System;

  beforeAll(async () => {
    system = await System.start({ notifications: 'off' });
  });
  afterAll(() => system?.stop());

  const post = (body: unknown) => postStoreEvents(system.api.url, system.storeToken, body);

  /** The queue still works: an honest event that comes afterwards is applied. */
  async function expectQueueAlive(): Promise<void> {
    const api = system.caller();
    const file = await createFile(api, { size: 10 });
    await post({
      Records: [chunkRecord(system.bucket, { fileId: file.id, number: 1, etag: ETAG, size: 10 })],
    });
    await waitUntil(
      'the honest event',
      async () => (await getFile(api, file.id)).status === 'uploaded',
    );
  }

  async function letters(reason: string): Promise<number> {
    const rows = await system.database.query<{ count: string }>(
      'SELECT count(*) FROM dead_letters WHERE reason = $1',
      [reason],
    );
    return Number(rows[0]?.count);
  }

  async function outcome(name: string): Promise<number> {
    const processor = system.processors[0];
    const metrics = await (await fetch(`${processor?.url}/metrics`)).text();
    const line = new RegExp(`^waybill_storage_events_total\\{outcome="${name}"\\} (\\d+)`, 'mu');
    return Number(line.exec(metrics)?.[1] ?? 0);
  }

  it('keeps a body that is no JSON as a dead letter', async () => {
    expect((await post('{"Records": [')).status).toBe(202);
    expect((await post({ hello: 'world' })).status).toBe(202);
    expect(await letters('unparsable')).toBe(2);
    await expectQueueAlive();
  });

  it('answers s3:TestEvent and keeps nothing of it', async () => {
    const before = await letters('unparsable');
    const answer = await post({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: '2026-01-01T00:00:00.000Z',
      Bucket: system.bucket,
      RequestId: 'x',
      HostId: 'y',
    });
    expect(answer.status).toBe(202);
    expect(await letters('unparsable')).toBe(before);
  });

  it('refuses whoever does not show the store’s token', async () => {
    for (const token of ['', 'wrong', system.apiKey, `${system.storeToken}x`]) {
      expect((await postStoreEvents(system.api.url, token, { Records: [] })).status).toBe(401);
    }
  });

  it('counts a key that is not ours', async () => {
    await post({ Records: [storeRecord(system.bucket, 'photos/cat.jpg', ETAG, 1)] });
    await waitUntil('its outcome', async () => (await outcome('foreign')) === 1);
    await expectQueueAlive();
  });

  it.each([
    ['unknown_file', () => ({ fileId: UNKNOWN, number: 1, size: 1 })],
    ['out_of_plan', (file: FileView) => ({ fileId: file.id, number: 9_999, size: 10 })],
  ])('keeps %s as a dead letter, and changes nothing', async (reason, event) => {
    const api = system.caller();
    const file = await createFile(api, { size: 10 });
    await post({ Records: [chunkRecord(system.bucket, { etag: ETAG, ...event(file) })] });
    await waitUntil('the dead letter', async () => (await letters(reason)) === 1);
    expect(await getFile(api, file.id)).toEqual(file);
    await expectQueueAlive();
  });

  it('refuses no chunk for events of another size, however many, but asks the store', async () => {
    const api = system.caller();
    const file = await createFile(api, { size: 10 });
    const before = await outcome('wrong_size');
    const other = chunkRecord(system.bucket, { fileId: file.id, number: 1, etag: ETAG, size: 11 });
    for (let round = 0; round < 4; round += 1) await post({ Records: [other] });
    await waitUntil('all looks', async () => (await outcome('wrong_size')) === before + 4);
    expect((await listChunks(api, file.id))[0]).toMatchObject({ status: 'pending' });
    expect(await getFile(api, file.id)).toMatchObject({ status: 'pending', uploadedChunks: 0 });
    await post({
      Records: [chunkRecord(system.bucket, { fileId: file.id, number: 1, etag: ETAG, size: 10 })],
    });
    await waitUntil('the chunk', async () => (await getFile(api, file.id)).status === 'uploaded');
  });

  it('applies doubles once, in any order, and never lowers a state', async () => {
    const api = system.caller();
    const file = await createFile(api, { size: CHUNK + 1, chunkSize: CHUNK });
    const one = chunkRecord(system.bucket, { fileId: file.id, number: 1, etag: ETAG, size: CHUNK });
    const two = chunkRecord(system.bucket, { fileId: file.id, number: 2, etag: ETAG, size: 1 });
    await post({ Records: [two, two, one] });
    await post({ Records: [one, two] });
    const uploaded = await waitUntil('both chunks', async () => {
      const now = await getFile(api, file.id);
      return now.status === 'uploaded' && now;
    });
    expect(uploaded).toMatchObject({ uploadedChunks: 2, uploadedBytes: CHUNK + 1 });
    const before = await outcome('conflict');
    const other = chunkRecord(system.bucket, {
      fileId: file.id,
      number: 1,
      etag: 'b'.repeat(32),
      size: CHUNK,
    });
    await post({ Records: [other] });
    await waitUntil('the other ETag', async () => (await outcome('conflict')) === before + 1);
    expect((await listChunks(api, file.id))[0]).toMatchObject({ status: 'uploaded', etag: ETAG });
  });

  it('does not take an event for an aborted file', async () => {
    const api = system.caller();
    const file = await createFile(api, { size: 10 });
    await api.call('DELETE', `/v1/files/${file.id}`);
    const before = await outcome('late');
    await post({
      Records: [chunkRecord(system.bucket, { fileId: file.id, number: 1, etag: ETAG, size: 10 })],
    });
    await waitUntil('its outcome', async () => (await outcome('late')) === before + 1);
    expect(await getFile(api, file.id)).toMatchObject({ status: 'aborted', uploadedChunks: 0 });
    await expectQueueAlive();
  });

  it('takes the good records of a batch that also has bad ones', async () => {
    const api = system.caller();
    const file = await createFile(api, { size: 10 });
    const good = chunkRecord(system.bucket, { fileId: file.id, number: 1, etag: ETAG, size: 10 });
    const before = await letters('unparsable');
    expect((await post({ Records: [null, { s3: 'x' }, good] })).status).toBe(202);
    await waitUntil(
      'the good one',
      async () => (await getFile(api, file.id)).status === 'uploaded',
    );
    expect(await letters('unparsable')).toBeGreaterThan(before);
  });
});
