import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../connection/data-source.js';
import { rowsOf } from '../connection/sql.js';
import { PgChunkRepository } from '../chunks/pg-chunk-repository.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import {
  arrivalOf,
  createTenant,
  createTestDatabase,
  draftOf,
  startStallingProxy,
} from '../testing/index.js';
import type { StallingProxy, TestDatabase } from '../testing/index.js';
import { PgOutbox } from './pg-outbox.js';

describe('PgOutbox.onAppend', () => {
  let database: TestDatabase;
  let proxy: StallingProxy;
  let source: DataSource;
  let tenantId: string;
  let wakes: number;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    tenantId = await createTenant(database.source);
    proxy = await startStallingProxy(database.url);
    source = createDataSource(
      { ...database.settings, url: proxy.url },
      { applicationName: 'waybill-listen' },
    );
    await source.initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await proxy.close();
    await database.drop();
  });

  beforeEach(async () => {
    wakes = 0;
    stop = await new PgOutbox(source).onAppend(() => wakes++);
  });

  afterEach(() => stop());

  const append = () =>
    new PgFileRepository(database.source).create(draftOf(tenantId, 2)).then(({ file }) => file);
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  async function until(condition: () => boolean): Promise<void> {
    const end = Date.now() + 5_000;
    while (!condition() && Date.now() < end) await pause(5);
    expect(condition()).toBe(true);
  }

  it('wakes after somebody else’s commit, and not after a rollback', async () => {
    await append();
    await until(() => wakes === 1);
    const claim = { key: 'k', requestHash: 'a' };
    const files = new PgFileRepository(database.source);
    await files.create(draftOf(tenantId, 1), claim);
    await until(() => wakes === 2);
    await files.create(draftOf(tenantId, 1), claim);
    await pause(100);
    expect(wakes).toBe(2);
  });

  it('is not woken by arrivals that tell nothing', async () => {
    const draft = draftOf(tenantId, 3);
    await new PgFileRepository(database.source).create(draft);
    const chunks = new PgChunkRepository(database.source);
    const arrive = (number: number) =>
      chunks.recordArrivals({ arrivals: [arrivalOf(draft, number)], verification: 'storage' });
    await arrive(1);
    await until(() => wakes === 2);
    await arrive(2);
    await arrive(2);
    await pause(100);
    expect(wakes).toBe(2);
  });

  it('connects again after a drop, and wakes once for what it may have missed', async () => {
    proxy.cut();
    await append();
    await until(() => wakes === 1);
    await append();
    await until(() => wakes === 2);
  });

  it('connects again after the server ended the session', async () => {
    await rowsOf(
      database.source,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    );
    await until(() => wakes === 1);
    await append();
    await until(() => wakes === 2);
  });

  it('says nothing any more once it is stopped', async () => {
    await stop();
    await append();
    await pause(100);
    expect(wakes).toBe(0);
    const left = await rowsOf(
      database.source,
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    );
    expect(left).toEqual([]);
  });

  it('starts while the database is away, and wakes when it is back', async () => {
    await stop();
    const port = new URL(proxy.url).port;
    await proxy.close();
    stop = await new PgOutbox(source).onAppend(() => wakes++);
    expect(wakes).toBe(0);
    proxy = await startStallingProxy(database.url, Number(port));
    await until(() => wakes === 1);
  });
});
