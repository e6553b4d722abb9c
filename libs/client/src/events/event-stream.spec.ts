import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WaybillClient } from '../client.js';
import { problem } from '../testing/fake-routes.js';
import { FakeWaybill } from '../testing/fake-waybill.js';

describe('events', () => {
  let fake: FakeWaybill;
  let client: WaybillClient;

  beforeEach(async () => {
    fake = await FakeWaybill.start();
    client = new WaybillClient({ url: fake.url, apiKey: 'key' });
  });
  afterEach(() => fake.close());

  it('goes on after the last event when the connection breaks', async () => {
    const { id } = await client.createFile({ name: 'a', size: 1 });
    const file = fake.files.get(id);
    if (!file) throw new Error('no file');
    fake.fault({
      method: 'GET',
      path: /events$/u,
      act: ({ response }) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('id: 7\nevent: file.uploading\ndata: {"a":1}\n\nevent: chunk.uploaded\nda');
        setTimeout(() => response.destroy(), 20);
      },
    });
    file.journal.push(
      { id: '7', type: 'file.uploading', at: '', data: {} },
      { id: '8', type: 'file.uploaded', at: '', data: { b: 2 } },
    );
    const seen: unknown[] = [];
    let opened = 0;
    for await (const event of client.events(id, { onOpen: () => (opened += 1) })) {
      seen.push(event);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([
      { id: '7', type: 'file.uploading', data: { a: 1 } },
      { id: '8', type: 'file.uploaded', data: { b: 2 } },
    ]);
    expect(opened).toBe(2);
  });

  it('goes on from where the stream said that it begins, even if no event came', async () => {
    const { id } = await client.createFile({ name: 'a', size: 1 });
    fake.fault({
      method: 'GET',
      path: /events$/u,
      act: ({ response }) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('retry: 10\nid: 4');
        setTimeout(() => response.write('2\n\n'), 5);
        setTimeout(() => response.destroy(), 20);
      },
    });
    fake.files
      .get(id)
      ?.journal.push(
        { id: '42', type: 'file.uploading', at: '', data: {} },
        { id: '43', type: 'file.uploaded', at: '', data: {} },
      );
    const events = client.events(id);
    expect((await events.next()).value).toMatchObject({ id: '43' });
    await events.return();
  });

  it('comes back after 503, and ends when the file is not there', async () => {
    const { id } = await client.createFile({ name: 'a', size: 1 });
    fake.fault({
      method: 'GET',
      path: /events$/u,
      act: (exchange) => problem(exchange, 503, 'not_ready', 'Not now.'),
    });
    const controller = new AbortController();
    const next = client.events(id, { signal: controller.signal, onOpen: () => controller.abort() });
    await expect(next.next()).rejects.toThrow(/aborted/u);
    expect(fake.count('GET')).toBe(2);
    await expect(client.events('nothing').next()).rejects.toMatchObject({ code: 'file_not_found' });
  });
});
