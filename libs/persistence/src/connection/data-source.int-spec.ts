import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import { TenantEntity } from '../entities/tenant.entity.js';
import { createTestDatabase, startLastWordsProxy, startStallingProxy } from '../testing/index.js';
import type { StallingProxy, TestDatabase } from '../testing/index.js';
import { createDataSource } from './data-source.js';
import { guarded } from './database-errors.js';
import { listeningClient } from './listening-client.js';
import { preparedRowsOf } from './prepared.js';
import { probeWrites } from './probe-writes.js';
import { inTransaction, rowsOf } from './sql.js';

const UNAVAILABLE = { code: 'database_unavailable' };

describe('a data source', () => {
  let database: TestDatabase;
  let proxy: StallingProxy;
  let source: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL, { migrate: false });
    proxy = await startStallingProxy(database.url);
  });

  afterEach(async () => {
    proxy.resume();
    if (source.isInitialized) await source.destroy();
  });

  afterAll(async () => {
    await proxy.close();
    await database.drop();
  });

  /** Through the proxy, with short deadlines. */
  async function open(poolSize: number, onPoolError?: (error: Error) => void) {
    source = createDataSource(
      { url: proxy.url, poolSize, connectTimeoutMs: 400, queryTimeoutMs: 400 },
      { applicationName: 'waybill-int', ...(onPoolError && { onPoolError }) },
    );
    await source.initialize();
  }

  it('shows its name to the server', async () => {
    await open(1);
    const rows = await rowsOf(source, `SELECT current_setting('application_name') AS name`);
    expect(rows).toEqual([{ name: 'waybill-int' }]);
  });

  it('says database_unavailable where nobody listens', async () => {
    source = createDataSource({ ...database.settings, url: 'postgres://127.0.0.1:1/x' });
    await expect(guarded(() => source.initialize())).rejects.toMatchObject(UNAVAILABLE);
  });

  it('has the server end a query that takes too long', async () => {
    await open(1);
    const started = Date.now();
    await expect(rowsOf(source, 'SELECT pg_sleep(30)')).rejects.toMatchObject(UNAVAILABLE);
    expect(Date.now() - started).toBeLessThan(1_000);
    await expect(rowsOf(source, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('gives up on a server that went silent, and never uses that connection again', async () => {
    await open(1);
    const work = inTransaction(source, async (manager) => {
      await rowsOf(manager, 'CREATE TEMPORARY TABLE mark (x integer)');
      proxy.stall();
      await rowsOf(manager, 'SELECT 1');
    });
    await expect(work).rejects.toMatchObject(UNAVAILABLE);
    proxy.resume();
    await expect(rowsOf(source, `SELECT to_regclass('mark') AS mark`)).resolves.toEqual([
      { mark: null },
    ]);
  });

  it('finds a silent server out long before the deadline of a statement, and only that', async () => {
    const settings = { url: proxy.url, poolSize: 2, connectTimeoutMs: 400, queryTimeoutMs: 60_000 };
    source = createDataSource(settings);
    await source.initialize();
    // Longer than the patience with one query, and more than once.
    await expect(rowsOf(source, 'SELECT 1 AS one, pg_sleep(1.7)')).resolves.toMatchObject([
      { one: 1 },
    ]);
    proxy.stall();
    const waiting = expect(rowsOf(source, 'SELECT 1')).rejects.toMatchObject(UNAVAILABLE);
    const alike = expect(
      inTransaction(source, (manager) => rowsOf(manager, 'SELECT 1')),
    ).rejects.toMatchObject(UNAVAILABLE);
    await Promise.all([waiting, alike]);
    proxy.resume();
    await expect(rowsOf(source, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('waits for a free connection no longer than it should', async () => {
    await open(1);
    await inTransaction(source, async () => {
      await expect(rowsOf(source, 'SELECT 1')).rejects.toMatchObject(UNAVAILABLE);
    });
  });

  it('survives the end of its connections, idle or in use', async () => {
    const errors: Error[] = [];
    await open(2, (error) => errors.push(error));
    await Promise.all([1, 2].map(() => rowsOf(source, 'SELECT pg_sleep(0.05)')));
    const busy = expect(rowsOf(source, 'SELECT pg_sleep(30)')).rejects.toMatchObject(UNAVAILABLE);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await rowsOf(
      database.source,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'waybill-int'`,
    );
    await busy;
    // The idle one is noticed by itself.
    while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(rowsOf(source, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('is asked for a write, and says where there is no room for one', async () => {
    await open(1);
    await expect(probeWrites(source)).resolves.toBeUndefined();
    // What a full disk answers is of the same class, 53.
    await rowsOf(source, 'SET temp_file_limit = 0');
    await expect(probeWrites(source)).rejects.toMatchObject(UNAVAILABLE);
    await rowsOf(source, 'RESET temp_file_limit');
    await rowsOf(source, 'SET default_transaction_read_only = on');
    await expect(rowsOf(source, 'CREATE TABLE t ()')).rejects.toMatchObject(UNAVAILABLE);
  });

  // Whoever hears no error event would end this process, and with it the test.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'survives a FATAL that comes with a connection’s answer number %i',
    async (answers) => {
      const dying = await startLastWordsProxy(database.url, answers);
      const settings = { ...database.settings, url: dying.url, poolSize: 2 };
      source = createDataSource(settings);
      try {
        await ends(guarded(() => source.initialize()));
        if (!source.isInitialized) return;
        await Promise.all([
          ends(rowsOf(source, 'SELECT 1')),
          ends(preparedRowsOf(source, { name: 'one', text: 'SELECT 1' }, [])),
          ends(
            inTransaction(source, async (manager) => {
              for (let query = 1; query <= 3; query++) await manager.query('SELECT 1');
            }),
          ),
        ]);
        const listener = listeningClient(source);
        await ends(guarded(async () => listener.connect()));
        await ends(guarded(async () => listener.query('SELECT 1')));
        await listener.end();
      } finally {
        await dying.close();
      }
    },
  );

  it('says database_unavailable for whatever comes after a connection broke', async () => {
    await open(1);
    const queries = [
      (manager: EntityManager): Promise<unknown> => manager.query('SELECT 1'),
      (manager: EntityManager) => manager.find(TenantEntity),
      (manager: EntityManager) => manager.createQueryBuilder(TenantEntity, 't').getMany(),
      () => Promise.resolve([]),
    ];
    for (const query of queries) {
      const work = inTransaction(source, async (manager) => {
        const [session] = await rowsOf<{ pid: number }>(manager, 'SELECT pg_backend_pid() AS pid');
        await rowsOf(database.source, 'SELECT pg_terminate_backend($1, 5000)', [session?.pid]);
        // The runner is told by the connection's own event.
        while (!manager.queryRunner?.isReleased)
          await new Promise((resolve) => setImmediate(resolve));
        return query(manager);
      });
      await expect(work).rejects.toMatchObject(UNAVAILABLE);
    }
  });

  it('says database_unavailable once it is closed', async () => {
    await open(1);
    await source.destroy();
    await expect(rowsOf(source, 'SELECT 1')).rejects.toMatchObject(UNAVAILABLE);
  });
});

/** Well, or with the one error that is no fault of ours. */
async function ends(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => expect(error).toMatchObject(UNAVAILABLE));
}
