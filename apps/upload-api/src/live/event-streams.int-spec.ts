import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileBody } from '@waybill/contracts';
import { EventStream, waitUntil, type ApiCaller } from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

describe('event streams', () => {
  let api: ApiUnderTest;
  let caller: ApiCaller;
  let streams: EventStream[] = [];

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    caller = api.caller();
  });
  afterEach(() => {
    for (const stream of streams) stream.close();
    streams = [];
  });
  afterAll(() => api?.stop());

  async function open(path: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const stream = await EventStream.open(`${api.url}${path}`, {
      authorization: `Bearer ${api.tenantKey}`,
      ...headers,
    });
    streams.push(stream);
    return stream;
  }

  async function newFile(by = caller): Promise<string> {
    return (await by.call<FileBody>('POST', '/v1/files', { name: 'a', size: 1 })).body.id;
  }

  const has = (stream: EventStream, type: string) =>
    waitUntil(type, () => Promise.resolve(stream.types.includes(type)), 10_000);

  it('begins with the file as it stands, then tells what happens to it', async () => {
    const id = await newFile();
    await api.relay();
    const stream = await open(`/v1/files/${id}/events`);
    await has(stream, 'file.snapshot');
    expect(stream.events[0]).toMatchObject({
      id: expect.stringMatching(/^\d+$/u),
      data: { fileId: id, file: { id, status: 'pending' } },
    });
    const tenantId = (await api.files.find({ fileId: id }))?.tenantId ?? '';
    await api.announceChunk({ fileId: id, tenantId, number: 1, etag: 'e', size: 1 });
    await has(stream, 'chunk.uploaded');
    await api.arrive(id, [{ number: 1, size: 1, etag: 'e' }]);
    await newFile();
    await api.relay();
    await has(stream, 'file.uploaded');
    expect(stream.types).toEqual([
      'file.snapshot',
      'chunk.uploaded',
      'file.uploading',
      'file.uploaded',
    ]);
    const told = [stream.events[1], stream.events[3]];
    expect(told).toEqual([
      {
        id: undefined,
        event: 'chunk.uploaded',
        data: expect.objectContaining({ number: 1, etag: 'e', fileId: id, type: 'chunk.uploaded' }),
      },
      {
        id: expect.stringMatching(/^\d+$/u),
        event: 'file.uploaded',
        data: expect.objectContaining({
          fileId: id,
          type: 'file.uploaded',
          at: expect.any(String),
        }),
      },
    ]);
  });

  it("tells all of the tenant's files, and never another tenant's", async () => {
    const stream = await open('/v1/events');
    const foreign = await newFile(api.caller(api.otherTenantKey));
    const mine = [await newFile(), await newFile()];
    await api.relay();
    await waitUntil('both', () => Promise.resolve(stream.events.length >= 2));
    expect(stream.events.map(({ data }) => data['fileId'])).toEqual(mine);
    expect(JSON.stringify(stream.events)).not.toContain(foreign);
  });

  it('resumes after Last-Event-ID with neither gap nor double, by header and by query', async () => {
    const id = await newFile();
    await api.relay();
    const first = await open(`/v1/files/${id}/events`);
    await has(first, 'file.snapshot');
    const last = first.events.at(-1)?.id ?? '';
    first.close();
    await api.arrive(id, [{ number: 1, size: 1, etag: 'e' }]);
    await api.files.change({ fileId: id }, () => ({ status: 'completing' }));
    await api.relay();
    const path = `/v1/files/${id}/events`;
    for (const again of [
      await open(path, { 'last-event-id': last }),
      await open(`${path}?lastEventId=${last}`),
    ]) {
      await has(again, 'file.completing');
      expect(again.types).toEqual(['file.uploading', 'file.uploaded', 'file.completing']);
    }
  });

  it('brings 1,500 events in order while they are being published, whenever a client connects', async () => {
    const start = await open('/v1/events');
    const base = await newFile();
    await api.relay();
    await waitUntil('a first event', () => Promise.resolve(start.events.length > 0));
    const after = start.events.at(-1)?.id ?? '';
    const tenantId = (await api.files.find({ fileId: base }))?.tenantId;
    const publish = async () => {
      for (let batch = 0; batch < 15; batch += 1) {
        await api.database.source.query(
          `INSERT INTO journal (file_id, tenant_id, type, data)
           SELECT $1, $2, 'file.uploading', jsonb_build_object('n', n) FROM generate_series($3::int, $4::int) n`,
          [base, tenantId, batch * 100, batch * 100 + 99],
        );
        await (batch % 3 === 2 ? api.relayInSilence() : api.relay());
      }
    };
    const publishing = publish();
    const readers: EventStream[] = [];
    for (let n = 0; n < 5; n += 1) {
      readers.push(await open('/v1/events', { 'last-event-id': after }));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await publishing;
    for (const reader of [start, ...readers]) {
      await waitUntil('all', () =>
        Promise.resolve(reader.events.filter(({ data }) => 'n' in data).length >= 1_500),
      );
      const numbers = reader.events.flatMap(({ data }) => ('n' in data ? [data['n']] : []));
      expect(numbers).toEqual(Array.from({ length: 1_500 }, (_, n) => n));
    }
  });

  it('takes a position that nobody gave out for the beginning of a new life', async () => {
    const stream = await open('/v1/events', { 'last-event-id': '999999999' });
    const id = await newFile();
    await api.relay();
    await has(stream, 'file.created');
    expect(stream.events.at(-1)?.data['fileId']).toBe(id);
  });

  it('ends a HEAD, and answers 401 to no key, whatever the query string says', async () => {
    const id = await newFile();
    const url = `${api.url}/v1/files/${id}/events`;
    const head = await fetch(url, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${api.tenantKey}` },
    });
    expect([head.status, head.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const refused = await fetch(`${url}?key=${api.tenantKey}&access_token=${api.tenantKey}`);
    expect(refused.status).toBe(401);
  });
});
