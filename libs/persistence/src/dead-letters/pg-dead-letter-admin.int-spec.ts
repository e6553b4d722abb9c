import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeadLetter, NewDeadLetter } from '@waybill/domain';
import { rowsOf } from '../connection/sql.js';
import { createTestDatabase } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgDeadLetterAdmin } from './pg-dead-letter-admin.js';
import { PgDeadLetterRepository } from './pg-dead-letter-repository.js';

describe('PgDeadLetterAdmin', () => {
  let database: TestDatabase;
  let repository: PgDeadLetterRepository;
  let deadLetters: PgDeadLetterAdmin;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    repository = new PgDeadLetterRepository(database.source);
    deadLetters = new PgDeadLetterAdmin(database.source);
  });
  beforeEach(() => rowsOf(database.source, 'TRUNCATE dead_letters'));
  afterAll(() => database.drop());

  const letter = (body: string, overrides: Partial<NewDeadLetter> = {}): NewDeadLetter => ({
    reason: 'unparsable',
    detail: 'no JSON',
    body,
    source: 'webhook',
    ...overrides,
  });
  const all = () => deadLetters.list({}, { limit: 100 });
  const gone = (one: DeadLetter) => ({ letter: one, settled: true, rest: [] });
  const nothing = () => Promise.resolve();

  it('narrows by reason, source and time', async () => {
    await repository.record([letter('a'), letter('b', { reason: 'failed', source: 'sqs' })]);
    const [b, a] = await all();
    await rowsOf(
      database.source,
      "UPDATE dead_letters SET last_seen_at = '2020-01-01' WHERE id = $1",
      [a?.id],
    );
    const bodies = async (filter: Parameters<typeof deadLetters.list>[0]) =>
      (await deadLetters.list(filter, { limit: 10 })).map(({ body }) => body);
    expect(await bodies({ reason: 'failed' })).toEqual(['b']);
    expect(await bodies({ source: 'webhook' })).toEqual(['a']);
    expect(await bodies({ before: new Date('2021-01-01') })).toEqual(['a']);
    expect(await bodies({ since: new Date('2021-01-01') })).toEqual(['b']);
    expect(await deadLetters.countByReason({ since: new Date('2021-01-01') })).toEqual({
      failed: 1,
    });
    expect(await deadLetters.lastId({})).toBe(b?.id);
    expect(await deadLetters.drop({ reason: 'failed' })).toBe(1);
    expect(await bodies({})).toEqual(['a']);
  });

  it('finds and drops one, and says so where there is none', async () => {
    await repository.record([letter('a')]);
    const [a] = await all();
    await expect(deadLetters.find(a?.id ?? '')).resolves.toEqual(a);
    await deadLetters.dropOne(a?.id ?? '');
    for (const id of [a?.id ?? '', 'x', '9'.repeat(30)]) {
      const absent = expect.objectContaining({ code: 'dead_letter_not_found' });
      await expect(deadLetters.find(id)).rejects.toEqual(absent);
      await expect(deadLetters.dropOne(id)).rejects.toEqual(absent);
      await expect(deadLetters.settleOne(id, gone, nothing)).rejects.toEqual(absent);
    }
  });

  it('settles oldest first, leaves what is not settled, and keeps the rest', async () => {
    await repository.record(['a', 'b', 'c'].map((body) => letter(body)));
    const ids = (await all()).map(({ id }) => id).reverse();
    const acted: string[] = [];
    const verdicts = await deadLetters.settle(
      {},
      { limit: 10, upTo: ids[1] ?? '' },
      (one) => ({
        letter: one,
        settled: one.id === ids[0],
        rest: [letter('part of it', { history: one })],
      }),
      async (settled) => {
        acted.push(...settled.map(({ letter: { id } }) => id));
        return nothing();
      },
    );
    expect(verdicts.map(({ letter: { id } }) => id)).toEqual(ids.slice(0, 2));
    expect(acted).toEqual(ids.slice(0, 1));
    const kept = await all();
    expect(kept).toHaveLength(3);
    const part = kept.find(({ body }) => body === 'part of it');
    expect(part).toMatchObject({ timesSeen: 2, firstSeenAt: verdicts[0]?.letter.firstSeenAt });
  });

  it('changes nothing where the other side fails', async () => {
    await repository.record([letter('a')]);
    const before = await all();
    const failing = () => Promise.reject(new Error('Redis is away'));
    await expect(deadLetters.settle({}, { limit: 10 }, gone, failing)).rejects.toThrow(
      'Redis is away',
    );
    await expect(all()).resolves.toEqual(before);
  });

  it('hands a letter to one of many at once', async () => {
    await repository.record(Array.from({ length: 20 }, (_, n) => letter(`${n}`)));
    const acted: string[] = [];
    await Promise.all(
      Array.from({ length: 4 }, () =>
        deadLetters.settle({}, { limit: 20 }, gone, async (settled) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          acted.push(...settled.map(({ letter: { id } }) => id));
        }),
      ),
    );
    expect(acted).toHaveLength(20);
    expect(new Set(acted).size).toBe(20);
  });

  it('does not lose what becomes a letter again before it is gone', async () => {
    await repository.record([letter('a')]);
    const [first] = await all();
    let again: Promise<void> = nothing();
    await deadLetters.settle({}, { limit: 1 }, gone, async (settled) => {
      // A fast processor: the letter is recorded while its row is still locked.
      again = repository.record(settled.map((one) => letter('a', { history: one.letter })));
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    await again;
    const [back] = await all();
    expect(back).toMatchObject({ body: 'a', timesSeen: 2, firstSeenAt: first?.firstSeenAt });
    expect(back?.lastSeenAt.getTime()).toBeGreaterThan(first?.lastSeenAt.getTime() ?? Infinity);
  });

  it('brings a count along once, though the job that brings it runs twice', async () => {
    const history = { firstSeenAt: new Date('2025-01-01'), timesSeen: 4 };
    await repository.record([letter('a', { history })]);
    expect(await all()).toMatchObject([{ timesSeen: 5, firstSeenAt: history.firstSeenAt }]);
    await repository.record([letter('a', { history })]);
    expect(await all()).toMatchObject([{ timesSeen: 6, firstSeenAt: history.firstSeenAt }]);
  });
});
