import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewDeadLetter } from '@waybill/domain';
import { createTestDatabase } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgDeadLetterAdmin } from './pg-dead-letter-admin.js';
import { PgDeadLetterRepository } from './pg-dead-letter-repository.js';

describe('PgDeadLetterRepository', () => {
  let database: TestDatabase;
  let letters: PgDeadLetterRepository;
  let deadLetters: PgDeadLetterAdmin;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    letters = new PgDeadLetterRepository(database.source);
    deadLetters = new PgDeadLetterAdmin(database.source);
  });

  afterAll(() => database.drop());

  const letter = (body: string, overrides: Partial<NewDeadLetter> = {}): NewDeadLetter => ({
    reason: 'unparsable',
    detail: 'no JSON',
    body,
    source: 'webhook',
    ...overrides,
  });

  it('keeps letters, folds repeats, and lists the newest first', async () => {
    await letters.record([]);
    await letters.record([letter('a'), letter('b\0'), letter('a')]);
    await letters.record([letter('a', { detail: 'still no JSON' })]);
    await letters.record([letter('a', { reason: 'failed' })]);

    await expect(deadLetters.countByReason({})).resolves.toEqual({ unparsable: 2, failed: 1 });
    const [newest, ...older] = await deadLetters.list({}, { limit: 10 });
    expect(newest).toMatchObject({ reason: 'failed', body: 'a', timesSeen: 1 });
    const a = older.find(({ body }) => body === 'a');
    expect(a).toMatchObject({ timesSeen: 3, detail: 'still no JSON', source: 'webhook' });
    expect(a?.lastSeenAt.getTime()).toBeGreaterThanOrEqual(a?.firstSeenAt.getTime() ?? Infinity);
    expect(older.map(({ body }) => body)).toContain('b\u2400');

    const page = await deadLetters.list({}, { limit: 1, before: newest?.id ?? '' });
    expect(page).toEqual([older[0]]);
    await expect(deadLetters.list({}, { limit: 1, before: "1' OR" })).rejects.toMatchObject({
      code: 'cursor_invalid',
    });
  });

  it('counts exactly when many record the same letters at once', async () => {
    const bodies = Array.from({ length: 30 }, (_, index) => `race ${index}`);
    await Promise.all(
      Array.from({ length: 8 }, () =>
        letters.record([...bodies].sort(() => Math.random() - 0.5).map((body) => letter(body))),
      ),
    );
    const kept = await deadLetters.list({}, { limit: 30 });
    expect(new Set(kept.map(({ timesSeen }) => timesSeen))).toEqual(new Set([8]));
  });
});
