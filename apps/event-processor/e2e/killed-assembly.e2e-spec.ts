import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createFile,
  downloadFile,
  randomChunks,
  sendChunks,
  StoreView,
  System,
  waitForStatus,
  waitUntil,
} from '@waybill/testing';

const CHUNK = 5 * 1024 * 1024;
const CHUNKS = 60;

describe('a processor killed in the middle of an assembly', () => {
  let system: System;
  let store: StoreView;

  beforeAll(async () => {
    system = await System.start({
      // One copy at a time, so that there is a middle to be killed in.
      env: {
        WAYBILL_COPY_CONCURRENCY: '1',
        WAYBILL_LOCK_DURATION_MS: '3000',
        WAYBILL_STALLED_INTERVAL_MS: '1000',
      },
    });
    store = new StoreView(system.stack, system.bucket);
  });
  afterAll(async () => {
    store?.close();
    await system?.stop();
  });

  it('is followed by another one, which goes on where the first one ended', async () => {
    const api = system.caller();
    const chunks = randomChunks(CHUNKS * CHUNK, CHUNK);
    const file = await createFile(api, { size: CHUNKS * CHUNK, chunkSize: CHUNK });
    await sendChunks(api, file.id, chunks);
    await waitForStatus(api, file.id, 'uploaded');

    const first = system.processors[0];
    if (!first) throw new Error('no processor');
    await api.call('POST', `/v1/files/${file.id}/complete`);
    const key = `files/${file.id}`;
    await waitUntil('some parts to be copied', async () => {
      return ((await store.parts(key)) ?? []).length >= 5;
    });
    await first.stop('SIGKILL');
    const copiedBefore = (await store.parts(key)) ?? [];
    expect(copiedBefore.length).toBeGreaterThanOrEqual(5);
    expect(copiedBefore.length).toBeLessThan(CHUNKS);

    const second = await system.startProcessor();
    const completed = await waitForStatus(api, file.id, 'completed', 60_000);
    expect(completed.location?.key).toBe(key);
    const content = Buffer.from(await (await downloadFile(api, file.id)).arrayBuffer());
    expect(content.equals(Buffer.concat(chunks.map(({ body }) => body)))).toBe(true);

    const metrics = await (await fetch(`${second.url}/metrics`)).text();
    const copied = Number(/^waybill_assembly_parts_copied_total\S* (\d+)/mu.exec(metrics)?.[1]);
    expect(copied).toBeGreaterThan(0);
    expect(copied).toBeLessThanOrEqual(CHUNKS - copiedBefore.length);

    // Nothing is left: no unfinished upload, no chunk object.
    expect(await store.parts(key)).toBeUndefined();
    await waitUntil('the chunk objects to be gone', async () => {
      return (await store.keys(`uploads/${file.id}/`)).length === 0;
    });
  });
});
