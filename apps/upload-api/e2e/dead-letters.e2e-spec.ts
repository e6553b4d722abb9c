import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  DeadLetterListBody,
  FileBody,
  ReplayedLetterBody,
  ReplayedLetterListBody,
} from '@waybill/contracts';
import { System, waitUntil, type ApiCaller } from '@waybill/testing';

const LETTERS = '/v1/admin/dead-letters';

/** Dead letters from the store's request to the processor and back, with both apps as processes. */
describe('dead letters', () => {
  let system: System;
  let admin: ApiCaller;

  beforeAll(async () => {
    system = await System.start({ notifications: 'off' });
    admin = system.caller(system.adminKey);
  });
  afterAll(() => system?.stop());

  const list = async () => (await admin.call<DeadLetterListBody>('GET', LETTERS)).body;
  const put = (key: string, size: number) => ({
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: system.bucket }, object: { key, size, eTag: 'a'.repeat(32) } },
  });
  const post = (body: unknown) =>
    fetch(`${system.api.url}/v1/storage-events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${system.storeToken}` },
      body: JSON.stringify(body),
    });

  it('come back with the time when they were first seen, as often as they fail', async () => {
    const key = 'uploads/019a9b0c-7f00-7000-8000-000000000001/chunks/1';
    expect((await post({ Records: [put(key, 5)] })).status).toBe(202);
    const [first] = await waitUntil('a letter', async () => {
      const { items } = await list();
      return items.length > 0 && items;
    });
    expect(first).toMatchObject({ reason: 'unknown_file', timesSeen: 1, source: 'storage-events' });
    const { firstSeenAt } = first ?? {};
    for (let times = 2; times < 5; times += 1) {
      const { body } = await admin.call<ReplayedLetterListBody>('POST', `${LETTERS}/replay`, {});
      expect(body).toMatchObject({ replayed: 1, kept: 0 });
      await waitUntil('the letter again', async () => (await list()).total === 1);
      expect((await list()).items).toMatchObject([
        { reason: 'unknown_file', timesSeen: times, firstSeenAt },
      ]);
    }
    await admin.call('POST', `${LETTERS}/drop`, { all: true });
  });

  it('do their work when the reason is gone, in the processor that reads them', async () => {
    const { body: file } = await system
      .caller()
      .call<FileBody>('POST', '/v1/files', { name: 'a', size: 5 });
    // As a version before this one would have kept what this one can read.
    const body = JSON.stringify({ Records: [put(`uploads/${file.id}/chunks/1`, 5)] });
    await system.database.query(
      `INSERT INTO dead_letters (digest, reason, detail, body, source, first_seen_at)
       VALUES ('\\x01', 'unparsable', 'unknown then', $1, 'webhook', '2025-01-01')`,
      [body],
    );
    const id = (await list()).items[0]?.id ?? '';
    // Two people at once: one replays it, the other is told that it is gone.
    const answers = await Promise.all(
      [1, 2].map(() => admin.call<ReplayedLetterBody>('POST', `${LETTERS}/${id}/replay`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    await waitUntil('the chunk', async () => {
      const { body: now } = await system.caller().call<FileBody>('GET', `/v1/files/${file.id}`);
      return now.status === 'uploaded';
    });
    expect((await list()).total).toBe(0);
  });
});
