import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  DeadLetterBody,
  DeadLetterListBody,
  Problem,
  ReplayedLetterBody,
  ReplayedLetterListBody,
} from '@waybill/contracts';
import { DeadLetterRepository, type NewDeadLetter } from '@waybill/domain';
import { QueueProducers } from '@waybill/messaging';
import type { ApiCaller } from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

const LETTERS = '/v1/admin/dead-letters';

const record = (key: string) => ({
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'b' }, object: { key, size: 5, eTag: 'abc' } },
});
const event = { kind: 'created', name: 'ObjectCreated:Put', bucket: 'b', key: 'normalised' };

describe('dead letters', () => {
  let api: ApiUnderTest;
  let admin: ApiCaller;
  let producers: QueueProducers;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ WAYBILL_REDIS_COMMAND_TIMEOUT_MS: '1000' });
    admin = api.caller(api.adminKey);
    producers = api.app.get(QueueProducers);
  });
  beforeEach(async () => {
    await api.database.source.query('TRUNCATE dead_letters');
    await producers.jobs.storageEvents.queue.obliterate({ force: true });
  });
  afterAll(() => api?.stop());

  const keep = (...letters: Partial<NewDeadLetter>[]) =>
    api.app.get<DeadLetterRepository>(DeadLetterRepository).record(
      letters.map((letter) => ({
        reason: 'unparsable',
        detail: 'wrong',
        body: '{',
        source: 'webhook',
        ...letter,
      })),
    );
  const list = async (query = '') =>
    (await admin.call<DeadLetterListBody>('GET', `${LETTERS}${query}`)).body;
  const idOf = async (body: string) =>
    (await list('?limit=200')).items.find((letter) => letter.body === body)?.id ?? '';
  const jobs = async () =>
    (await producers.jobs.storageEvents.queue.getJobs(['waiting'])).map(({ data }) => data);

  it('shows one with the whole body, of which a list has the beginning', async () => {
    const body = 'x'.repeat(900_000);
    await keep({ body }, { body: 'b', reason: 'failed', source: 'sqs' });
    const { items, total, byReason } = await list();
    expect([total, byReason]).toEqual([2, { failed: 1, unparsable: 1 }]);
    const long = items.find(({ body: start }) => start.startsWith('x'));
    expect(long?.body).toHaveLength(4_096);
    const one = await admin.call<DeadLetterBody>('GET', `${LETTERS}/${long?.id}`);
    expect(one.body).toEqual({ ...long, body });
    expect((await list('?reason=failed&source=sqs')).items.map(({ id }) => id)).toEqual([
      await idOf('b'),
    ]);
    const later = encodeURIComponent(new Date(Date.now() + 60_000).toISOString());
    expect((await list(`?since=${later}`)).total).toBe(0);
    expect((await list(`?before=${later}`)).total).toBe(2);
  });

  it.each([
    ['a body that can be read now', 'webhook', { Records: [record('a')] }, 'a'],
    ['one record of a body', 'webhook', record('b'), 'b'],
    ['an event', 'storage-events', event, 'normalised'],
    [
      'a job',
      'storage-events',
      { version: 1, receivedAt: '2025-11-19T10:00:00.000Z', events: [event] },
      'normalised',
    ],
  ])('replays %s', async (_, source, value, key) => {
    const body = JSON.stringify(value);
    await keep({ body, source });
    const { items } = await list();
    const id = items[0]?.id ?? '';
    const replayed = await admin.call<ReplayedLetterBody>('POST', `${LETTERS}/${id}/replay`);
    expect([replayed.status, replayed.body]).toEqual([200, { id, outcome: 'replayed', events: 1 }]);
    expect(await jobs()).toMatchObject([
      { events: [{ key }], history: { firstSeenAt: items[0]?.firstSeenAt, timesSeen: 1 } },
    ]);
    expect((await list()).total).toBe(0);
    expect((await admin.call('POST', `${LETTERS}/${id}/replay`)).status).toBe(404);
  });

  it('keeps what still cannot be read, of a body that can be read in part too', async () => {
    await keep({ body: '{' });
    const id = await idOf('{');
    const kept = await admin.call<ReplayedLetterBody>('POST', `${LETTERS}/${id}/replay`);
    expect(kept.body).toMatchObject({
      id,
      outcome: 'kept',
      events: 0,
      detail: 'The body is no JSON.',
    });
    expect((await list()).items[0]).toMatchObject({ id, timesSeen: 1 });
    await admin.call('DELETE', `${LETTERS}/${id}`);

    const bad = { eventName: 'ObjectCreated:Put', s3: 'nothing of use' };
    await keep({ body: JSON.stringify({ Records: [record('a'), bad] }) });
    const [whole] = (await list()).items;
    const part = await admin.call<ReplayedLetterBody>('POST', `${LETTERS}/${whole?.id}/replay`);
    expect(part.body).toMatchObject({ outcome: 'replayed', events: 1 });
    expect((await list()).items).toMatchObject([
      { body: JSON.stringify(bad), firstSeenAt: whole?.firstSeenAt, timesSeen: 2 },
    ]);
  });

  it('replays many in pages, each once, and says what became of each', async () => {
    const bodies = Array.from({ length: 7 }, (_, n) => JSON.stringify(record(`many ${n}`)));
    await keep({ body: 'no JSON' }, { body: 'other', reason: 'failed' });
    await keep(...bodies.map((body) => ({ body })));
    const seen: ReplayedLetterBody[] = [];
    let cursor: string | undefined;
    do {
      const page = await admin.call<ReplayedLetterListBody>('POST', `${LETTERS}/replay`, {
        reason: 'unparsable',
        limit: 3,
        cursor,
      });
      expect(page.status).toBe(200);
      seen.push(...page.body.items);
      cursor = page.body.nextCursor;
      // What comes in meanwhile has its turn another time: this ends.
      await keep({ body: JSON.stringify(record(`late ${seen.length}`)) });
    } while (cursor !== undefined);
    expect(seen.map(({ outcome }) => outcome).sort()).toEqual([
      'kept',
      ...Array.from({ length: 7 }, () => 'replayed'),
    ]);
    expect((await jobs()).flatMap(({ events }) => events.map(({ key }) => key)).sort()).toEqual(
      Array.from({ length: 7 }, (_, n) => `many ${n}`),
    );
    expect((await list()).byReason).toEqual({ failed: 1, unparsable: 4 });
    expect((await admin.call('POST', `${LETTERS}/replay`)).status).toBe(200);
  });

  it('drops one, or many by a filter, or all, but not all by mistake', async () => {
    await keep({ body: 'a' }, { body: 'b', reason: 'failed' }, { body: 'c', reason: 'conflict' });
    const id = await idOf('a');
    expect((await admin.call('DELETE', `${LETTERS}/${id}`)).status).toBe(204);
    expect((await admin.call<Problem>('DELETE', `${LETTERS}/${id}`)).body.code).toBe(
      'dead_letter_not_found',
    );
    for (const body of [{}, { all: false }, { all: true, reason: 'failed' }, { reason: 'x' }, '']) {
      const refused = await admin.call<Problem>('POST', `${LETTERS}/drop`, body);
      expect([refused.status, refused.body.code]).toEqual([422, 'validation_failed']);
    }
    const dropped = await admin.call('POST', `${LETTERS}/drop`, { reason: 'failed' });
    expect([dropped.status, dropped.body]).toEqual([200, { dropped: 1 }]);
    expect((await admin.call('POST', `${LETTERS}/drop`, { all: true })).body).toEqual({
      dropped: 1,
    });
  });

  it('is nothing for a tenant', async () => {
    for (const [method, path] of [
      ['GET', '/1'],
      ['POST', '/1/replay'],
      ['POST', '/replay'],
      ['POST', '/drop'],
      ['DELETE', '/1'],
    ] as const) {
      expect((await api.caller().call(method, `${LETTERS}${path}`)).status).toBe(403);
    }
  });

  it('loses no letter where Redis does not take its events', async () => {
    await keep({ body: JSON.stringify(record('a')) });
    const before = await list();
    producers.close();
    for (const path of [`/${before.items[0]?.id}/replay`, '/replay']) {
      const refused = await admin.call<Problem>('POST', `${LETTERS}${path}`);
      expect([refused.status, refused.body.code]).toEqual([503, 'queue_unavailable']);
    }
    expect(await list()).toEqual(before);
    await producers.connection.redis.connect();
  });
});
