import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KnownStore, type StoreFacts, type StoreProfile } from '@waybill/domain';
import { PgChunkRepository } from '../chunks/pg-chunk-repository.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { createTenant, createTestDatabase, draftOf, type TestDatabase } from '../testing/index.js';
import { PgStoreFactRepository } from './pg-store-fact-repository.js';
import { StoreFactsWatch } from './store-facts-watch.js';

const FACTS: Omit<StoreFacts, 'provenAt'> = {
  profile: 'md5',
  gaps: ['public-acl'],
  sealsFinals: true,
};

describe('what the store enforces', () => {
  let database: TestDatabase;
  let facts: PgStoreFactRepository;
  let tenantId: string;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    facts = new PgStoreFactRepository(database.source);
    tenantId = await createTenant(database.source);
  });
  afterAll(() => database.drop());

  it('is the last that was recorded for a bucket', async () => {
    expect(await facts.find('b1')).toBeUndefined();
    await facts.record('b1', { ...FACTS, profile: 'none', gaps: [] });
    const recorded = await facts.record('b1', FACTS);
    expect(await facts.find('b1')).toEqual(recorded);
    expect(await facts.find('b2')).toBeUndefined();
  });

  it('is unknown until it is recorded, and then known to every process', async () => {
    const known = new KnownStore('b3');
    const watch = new StoreFactsWatch(facts, known, 1);
    await watch.start();
    expect(() => known.profile).toThrow(expect.objectContaining({ code: 'store_unavailable' }));
    const learnt = watch.untilKnown();
    await new StoreFactsWatch(facts, new KnownStore('b3')).record(FACTS);
    expect(await learnt).toBe(true);
    expect([known.profile, known.sealsFinals, known.gaps]).toEqual(['md5', true, ['public-acl']]);
    watch.stop();
    const never = new StoreFactsWatch(facts, new KnownStore('b4'), 1);
    never.stop();
    expect(await never.untilKnown()).toBe(false);
  });

  it.each<[boolean, readonly StoreProfile[], StoreProfile]>([
    [false, ['md5'], 'md5'],
    // Strengthened while URLs are out, before and after another URL was given out.
    [true, ['none'], 'md5'],
    [true, ['none', 'md5'], 'md5'],
    [true, ['md5', 'sha256'], 'sha256'],
    // Weakened.
    [true, ['md5'], 'none'],
    [true, ['sha256'], 'md5'],
    // Whatever comes, no URL of ours was for it.
    [true, [], 'md5'],
  ])('leaves a chunk unbound (%p) after URLs signed by %j, where it is %s now', async (...row) => {
    const [unbound, signed, now] = row;
    const files = new PgFileRepository(database.source);
    const draft = draftOf(tenantId, 1);
    await files.create(draft);
    for (const profile of signed)
      await files.expectArrivals(draft.id, { unbound: [], profile, expireAt: new Date() });
    await facts.record(draft.bucket, { ...FACTS, profile: now });
    const chunks = new PgChunkRepository(database.source);
    const [expected] = await chunks.expected([{ fileId: draft.id, number: 1 }]);
    expect(expected?.unbound).toBe(unbound);
  });
});
