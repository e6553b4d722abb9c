import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Log } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../connection/data-source.js';
import { probeWrites } from '../connection/probe-writes.js';
import { rowsOf } from '../connection/sql.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { createTestDatabase, type TestDatabase } from '../testing/index.js';
import { RoleCheck } from './role-check.js';

const REFUSED = /permission denied|must be owner/u;

describe('the role of the services', () => {
  let database: TestDatabase;
  let app: DataSource;
  let owner: string;
  let tables: readonly string[];

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    const settings = { ...database.settings, url: database.appUrl, poolSize: 1 };
    app = await createDataSource(settings).initialize();
    owner = new URL(database.url).username;
    tables = database.source.entityMetadatas.map(({ tableName }) => tableName);
  });

  afterAll(async () => {
    await app.destroy();
    await database.drop();
  });

  it('may read and write the rows of every table', async () => {
    const rows = await rowsOf<{ table: string; may: boolean }>(
      app,
      `SELECT t AS table, has_table_privilege(t, 'SELECT') AND has_table_privilege(t, 'INSERT')
         AND has_table_privilege(t, 'UPDATE') AND has_table_privilege(t, 'DELETE') AS may
       FROM unnest($1::text[]) AS t`,
      [tables],
    );
    expect(rows).toEqual(tables.map((table) => ({ table, may: true })));
    await expect(probeWrites(app)).resolves.toBeUndefined();
  });

  it.each([
    ['make a table', 'CREATE TABLE mine ()'],
    ['make a schema', 'CREATE SCHEMA mine'],
    ['alter a table', 'ALTER TABLE files ADD COLUMN mine text'],
    ['turn a trigger off', 'ALTER TABLE journal DISABLE TRIGGER ALL'],
    ['take row-level security away', 'ALTER TABLE files DISABLE ROW LEVEL SECURITY'],
    ['make a policy', 'CREATE POLICY mine ON files USING (true)'],
    ['drop a table', 'DROP TABLE journal'],
    ['make an index', 'CREATE INDEX mine ON files (name)'],
    ['replace a function', 'DROP FUNCTION journal_notify() CASCADE'],
    ['see or forge what was migrated', 'SELECT * FROM schema_migrations'],
    ['make a role', 'CREATE ROLE mine'],
  ])('may not %s', async (_, sql) => {
    await expect(rowsOf(app, sql)).rejects.toThrow(REFUSED);
  });

  it('may truncate no table', async () => {
    for (const table of tables)
      await expect(rowsOf(app, `TRUNCATE ${table} CASCADE`)).rejects.toThrow(REFUSED);
  });

  it('is granted a table that comes later, by the role that makes it', async () => {
    await rowsOf(database.source, 'CREATE TABLE later (n integer)');
    await rowsOf(app, 'INSERT INTO later VALUES (1)');
    await expect(rowsOf(app, 'SELECT n FROM later')).resolves.toEqual([{ n: 1 }]);
    await rowsOf(database.source, 'DROP TABLE later');
  });

  it('must be there before its tables can be granted to it', async () => {
    await expect(runMigrations(database.source, 'no"body')).rejects.toThrow(
      'CREATE ROLE "no""body" LOGIN',
    );
  });

  describe('at the start of a service', () => {
    const warn = jest.fn<Log['warn']>();
    const check = (source: DataSource, privilegedRole: 'refuse' | 'warn') =>
      new RoleCheck(source, { privilegedRole }, { warn } as unknown as Log).onModuleInit();

    it('is let pass', async () => {
      await expect(check(app, 'refuse')).resolves.toBeUndefined();
      expect(warn).not.toHaveBeenCalled();
    });

    it('is refused where it is a superuser, unless only a warning was asked for', async () => {
      await expect(check(database.source, 'refuse')).rejects.toThrow(
        `logs in as "${owner}", which is a superuser`,
      );
      await check(database.source, 'warn');
      expect(warn).toHaveBeenCalledWith({ role: owner }, expect.stringContaining('CREATE ROLE'));
    });

    it.each([
      ['has BYPASSRLS', 'ALTER ROLE @ BYPASSRLS'],
      ['owns the tables', 'ALTER TABLE files OWNER TO @'],
      ['owns the tables', 'GRANT @owner TO @'],
    ])('is refused where it %s', async (fault, sql) => {
      const role = `waybill_test_${process.pid}_${fault.length}${sql.length}`;
      const named = (text: string) => text.replace('@owner', `${role}_owner`).replace('@', role);
      await rowsOf(database.source, `CREATE ROLE ${role} LOGIN PASSWORD 'test'`);
      await rowsOf(database.source, `CREATE ROLE ${role}_owner`);
      const url = Object.assign(new URL(database.url), { username: role, password: 'test' }).href;
      await rowsOf(database.source, `ALTER TABLE journal OWNER TO ${role}_owner`);
      await rowsOf(database.source, named(sql));
      const source = await createDataSource({ ...database.settings, url }).initialize();
      try {
        await expect(check(source, 'refuse')).rejects.toThrow(`"${role}", which ${fault}`);
      } finally {
        await source.destroy();
        for (const one of [role, `${role}_owner`]) {
          await rowsOf(database.source, `REASSIGN OWNED BY ${one} TO CURRENT_USER`);
          await rowsOf(database.source, `DROP OWNED BY ${one}`);
          await rowsOf(database.source, `DROP ROLE ${one}`);
        }
      }
    });
  });
});
