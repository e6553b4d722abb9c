import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ActingTenant, File } from '@waybill/domain';
import { DataSource } from 'typeorm';
import { createDataSource } from '../connection/data-source.js';
import { preparedRowsOf } from '../connection/prepared.js';
import { EVERY_TENANT, seenBy } from '../connection/sight.js';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { FileEntity } from '../entities/file.entity.js';
import { createTenant, createTestDatabase, draftOf, type TestDatabase } from '../testing/index.js';
import { PgTenantData } from './pg-tenant-data.js';

/** Tables of the installation as a whole: no row of theirs is a tenant's. */
const OF_NO_TENANT = [
  'installation',
  'journal_relay',
  'schema_migrations',
  'store_facts',
  'webhook_cursor',
];

/** Of the second wall: what a statement sees is its tenant's, whatever the statement says. */
describe('row-level security', () => {
  let database: TestDatabase;
  let app: DataSource;
  let data: PgTenantData;
  let mine: ActingTenant;
  let theirs: ActingTenant;
  let file: File;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    // One connection: what stays on it from one statement would be there for the next.
    const settings = { ...database.settings, url: database.appUrl, poolSize: 1 };
    app = await createDataSource(settings).initialize();
    data = new PgTenantData(app);
    mine = await createTenant(database.source);
    theirs = await createTenant(database.source);
    ({ file } = await data.of(mine).files.create(draftOf(mine, 2)));
    await data.of(theirs).files.create(draftOf(theirs, 2));
  });

  afterAll(async () => {
    await app.destroy();
    await database.drop();
  });

  const FORGETFUL = 'SELECT DISTINCT tenant_id::text AS tenant FROM files ORDER BY 1';
  const both = () => [mine, theirs].sort().map((tenant) => ({ tenant }));

  it('binds every table but those of the installation as a whole, by a policy', async () => {
    const rows = await rowsOf<{ name: string }>(
      database.source,
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
         AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))
       ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(OF_NO_TENANT);
    const withTenant = await rowsOf(
      database.source,
      `SELECT attrelid::regclass::text FROM pg_attribute
       WHERE attname = 'tenant_id' AND attrelid = ANY ($1::text[]::regclass[])`,
      [OF_NO_TENANT],
    );
    expect(withTenant).toEqual([]);
  });

  it('shows nothing to a statement that forgets its tenant', async () => {
    const tables = database.source.entityMetadatas.map(({ tableName }) => tableName);
    for (const table of tables.filter((name) => !OF_NO_TENANT.includes(name)))
      await expect(rowsOf(app, `SELECT * FROM ${table}`)).resolves.toEqual([]);
    await expect(rowsOf(app, 'DELETE FROM files RETURNING id')).resolves.toEqual([]);
    await expect(rowsOf(app, `UPDATE files SET name = 'x' RETURNING id`)).resolves.toEqual([]);
    await expect(
      rowsOf(app, 'INSERT INTO journal (tenant_id, type) VALUES ($1, $2)', [mine, 'x']),
    ).rejects.toThrow('row-level security');
  });

  it('shows a tenant its own rows alone, however it asks', async () => {
    const seen = seenBy(app, mine);
    const own = [{ tenant: mine }];
    await expect(rowsOf(seen, FORGETFUL)).resolves.toEqual(own);
    await expect(preparedRowsOf(seen, { name: 'forgetful', text: FORGETFUL }, [])).resolves.toEqual(
      own,
    );
    await expect(inTransaction(seen, (manager) => rowsOf(manager, FORGETFUL))).resolves.toEqual(
      own,
    );
    await expect(seen.manager.find(FileEntity)).resolves.toMatchObject([{ id: file.id }]);
    await expect(seen.getRepository(FileEntity).count()).resolves.toBe(1);
    await expect(data.of(theirs).chunks.all(file.id)).resolves.toEqual([]);
    await expect(
      data.of(theirs).chunks.expected([{ fileId: file.id, number: 1 }]),
    ).resolves.toEqual([]);
  });

  it('leaves nothing of a sight on the connection, whatever became of the statement', async () => {
    const seen = seenBy(app, mine);
    await expect(rowsOf(seen, 'SELECT 1 / 0')).rejects.toThrow('division by zero');
    await expect(rowsOf(app, FORGETFUL)).resolves.toEqual([]);
    await expect(
      inTransaction(seen, () => Promise.reject(new Error('on purpose'))),
    ).rejects.toThrow('on purpose');
    await expect(rowsOf(app, FORGETFUL)).resolves.toEqual([]);
    await expect(inTransaction(app, (manager) => rowsOf(manager, FORGETFUL))).resolves.toEqual([]);
    await expect(rowsOf(seenBy(app, theirs), FORGETFUL)).resolves.toEqual([{ tenant: theirs }]);
    await expect(rowsOf(seen, FORGETFUL)).resolves.toEqual([{ tenant: mine }]);
  });

  it('ends with the connection where a transaction was left open', async () => {
    const runner = seenBy(app, mine).createQueryRunner();
    await runner.startTransaction();
    await expect(runner.query(FORGETFUL)).resolves.toEqual([{ tenant: mine }]);
    await runner.release();
    await expect(rowsOf(app, FORGETFUL)).resolves.toEqual([]);
    await expect(rowsOf(seenBy(app, theirs), FORGETFUL)).resolves.toEqual([{ tenant: theirs }]);
  });

  it('binds no service of the release before, which knows of no sight', async () => {
    const before = new DataSource({ type: 'postgres', url: database.appUrl, poolSize: 1 });
    await before.initialize();
    await expect(rowsOf(before, FORGETFUL)).resolves.toEqual(both());
    await before.destroy();
  });

  it('lets a tenant write no row of another', async () => {
    const insert = 'INSERT INTO journal (tenant_id, type) VALUES ($1, $2)';
    await expect(rowsOf(seenBy(app, mine), insert, [theirs, 'x'])).rejects.toThrow(
      'row-level security',
    );
    const give = 'UPDATE files SET tenant_id = $1';
    await expect(rowsOf(seenBy(app, mine), give, [theirs])).rejects.toThrow('row-level security');
  });

  it('shows all to whoever asks to see all, and takes no other word for a sight', async () => {
    await expect(rowsOf(seenBy(app, EVERY_TENANT), FORGETFUL)).resolves.toEqual(both());
    expect(() => seenBy(app, `' OR true`)).toThrow('no tenant');
    await expect(rowsOf(app, `SELECT set_config('waybill.sight', '*', false)`)).resolves.toEqual([
      { set_config: '*' },
    ]);
    await rowsOf(app, `RESET waybill.sight`);
  });
});
