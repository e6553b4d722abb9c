import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { PgChunkRepository } from '../chunks/pg-chunk-repository.js';
import { rowsOf } from '../connection/sql.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { createTenant, createTestDatabase, digestsOf, draftOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { MIGRATIONS } from './index.js';
import { runMigrations } from './run-migrations.js';

const CHUNKS = 300;

async function undoAllButFirst(source: DataSource): Promise<void> {
  for (let left = MIGRATIONS.length; left > 1; left--) await source.undoLastMigration();
}

describe('the migration from the first schema', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL, { migrate: false });
  });

  afterAll(() => database.drop());

  /** A tenant as the first schema knew it: today's entity has columns that come later. */
  async function insertOldTenant(): Promise<string> {
    const id = uuidv7();
    await rowsOf(database.source, `INSERT INTO tenants (id, name) VALUES ($1::uuid, $1::text)`, [
      id,
    ]);
    return id;
  }

  /** A file as the first schema knew it, all of its chunks uploaded. */
  async function insertOld(tenantId: string, status: string): Promise<string> {
    const id = uuidv7();
    await rowsOf(
      database.source,
      `INSERT INTO files (id, tenant_id, name, size, content_type, status, strategy, chunk_size,
         chunk_count, uploaded_chunks, uploaded_bytes, bucket, location_bucket, location_key,
         location_etag)
       VALUES ($1::uuid, $2, 'n', $3::integer * 6000000, 't', $4, 'chunks', 6000000, $3, $3,
         $3::integer * 6000000, 'waybill', 'waybill', 'files/' || $1, 'e')`,
      [id, tenantId, CHUNKS, status],
    );
    await rowsOf(
      database.source,
      `INSERT INTO file_chunks (file_id, number, byte_offset, size, status, etag, verification,
         uploaded_at, sha256)
       SELECT $1, n, (n - 1) * 6000000::bigint, 6000000, 'uploaded', 'e' || n, 'storage', now(),
         decode(($3::text[])[n], 'hex')
       FROM generate_series(1, $2::integer) AS n`,
      [id, CHUNKS, digestsOf(...names()).map(({ sha256 }) => sha256)],
    );
    return id;
  }

  const names = () => Array.from({ length: CHUNKS }, (_, index) => `${index}`);

  it('fills the new columns of what is there, and what was there can be reused', async () => {
    const { source } = database;
    await runMigrations(source);
    await undoAllButFirst(source);
    const tenants = [await insertOldTenant(), await insertOldTenant()] as const;
    const mine = await insertOld(tenants[0], 'completed');
    const theirs = await insertOld(tenants[1], 'uploading');

    await expect(runMigrations(source)).resolves.toEqual(
      MIGRATIONS.slice(1).map(({ name }) => name),
    );
    await expect(
      rowsOf(
        source,
        `SELECT file_id, tenant_id, count(*)::integer, sum(rejections)::integer AS rejections
         FROM file_chunks GROUP BY file_id, tenant_id ORDER BY file_id`,
      ),
    ).resolves.toEqual([
      { file_id: mine, tenant_id: tenants[0], count: CHUNKS, rejections: 0 },
      { file_id: theirs, tenant_id: tenants[1], count: CHUNKS, rejections: 0 },
    ]);

    const files = new PgFileRepository(source);
    const chunks = new PgChunkRepository(source);
    const looked = await files.claimQuiet({ quietFor: 0, maxGap: 60, limit: 10 });
    expect(looked.map(({ id }) => id)).toEqual([theirs]);

    const plan = { size: CHUNKS * 6_000_000, chunkSize: 6_000_000, chunkCount: CHUNKS };
    const draft = draftOf(tenants[0], 1, { plan, digests: digestsOf(...names()) });
    await files.create(draft);
    await expect(chunks.reuseKnown(draft.id)).resolves.toHaveLength(CHUNKS);
    const [first] = await chunks.find(draft.id, [1]);
    expect(first?.source?.key).toBe(`files/${mine}`);
  });

  it('can be taken back with data that the first schema would not have taken', async () => {
    const { source } = database;
    const draft = draftOf(await createTenant(source), 1, { strategy: 'other' });
    await new PgFileRepository(source).create(draft);
    await undoAllButFirst(source);
    await expect(runMigrations(source)).resolves.toHaveLength(MIGRATIONS.length - 1);
  });
});
