import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDataSource } from '../connection/data-source.js';
import { rowsOf } from '../connection/sql.js';
import { createTestDatabase } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { MIGRATIONS } from './index.js';
import { runMigrations } from './run-migrations.js';
import { SchemaCheck } from './schema-check.js';

describe('the schema', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL, { migrate: false });
  });

  afterAll(() => database.drop());

  it('is migrated once by processes that start at once', async () => {
    const sources = await Promise.all(
      [1, 2, 3].map(() => createDataSource({ ...database.settings, poolSize: 2 }).initialize()),
    );
    try {
      const runs = await Promise.all(sources.map((source) => runMigrations(source)));
      expect(runs.flat()).toEqual(MIGRATIONS.map((migration) => migration.name));
    } finally {
      await Promise.all(sources.map((source) => source.destroy()));
    }
    await expect(runMigrations(database.source)).resolves.toEqual([]);
  });

  it('has an entity for every table', async () => {
    const tables = await rowsOf<{ name: string }>(
      database.source,
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_name <> $1`,
      [database.source.options.migrationsTableName],
    );
    const mapped = database.source.entityMetadatas.map(({ tableName }) => tableName);
    expect(mapped.sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  it('is what the entities say', async () => {
    const { upQueries, downQueries } = await database.source.driver.createSchemaBuilder().log();
    // Checks are in the migrations alone: TypeORM would only compare their names.
    const pending = [...upQueries, ...downQueries]
      .map(({ query }) => query)
      .filter((query) => !/(DROP|ADD) CONSTRAINT "ck_\w+"( CHECK .*)?$/su.test(query));
    expect(pending).toEqual([]);
  });

  it('has the partial indexes with their conditions', async () => {
    const rows = await rowsOf<{ name: string; condition: string }>(
      database.source,
      `SELECT i.relname AS name, pg_get_expr(x.indpred, x.indrelid) AS condition
       FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
       WHERE x.indpred IS NOT NULL ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'ix_file_chunks_reuse',
      'ix_files_drift',
      'ix_files_next_look',
      'ix_files_next_scrub',
      'ix_files_troubled',
      'ix_files_unfinished_expiry',
      'ix_files_urls_expired',
      'ix_journal_unpublished',
      'ix_tenants_deleted',
      'ix_webhook_deliveries_due',
      'uq_webhook_secrets_newest',
    ]);
    expect(rows[0]?.condition).toBe('(sha256 IS NOT NULL)');
    const unpublished = rows.find(({ name }) => name === 'ix_journal_unpublished');
    expect(unpublished?.condition).toBe('("position" IS NULL)');
  });

  it('lets no service start that needs what it lacks', async () => {
    const check = new SchemaCheck(database.source);
    await expect(check.onModuleInit()).resolves.toBeUndefined();
    await rowsOf(database.source, 'ALTER TABLE files ADD COLUMN of_a_later_release text');
    await expect(check.onModuleInit()).resolves.toBeUndefined();
    await rowsOf(database.source, 'ALTER TABLE files DROP COLUMN of_a_later_release');

    await rowsOf(database.source, 'ALTER TABLE files RENAME COLUMN name TO label');
    await expect(check.onModuleInit()).rejects.toThrow(
      /^The database is older than this release: it lacks files\.name\. Migrate it first/u,
    );
    await rowsOf(database.source, 'ALTER TABLE files RENAME COLUMN label TO name');
  });

  it('can be taken back', async () => {
    for (let left = MIGRATIONS.length; left > 0; left--) await database.source.undoLastMigration();
    const left = await rowsOf(
      database.source,
      `SELECT tablename FROM pg_tables
       WHERE schemaname = 'public' AND tablename <> 'schema_migrations'`,
    );
    expect(left).toEqual([]);
    await expect(runMigrations(database.source)).resolves.toHaveLength(MIGRATIONS.length);
  });
});
