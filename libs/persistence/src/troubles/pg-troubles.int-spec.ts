import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { File, FileStatus } from '@waybill/domain';
import { rowsOf } from '../connection/sql.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { createTenant, createTestDatabase, draftOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgTroubles } from './pg-troubles.js';

describe('PgTroubles', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let troubles: PgTroubles;
  let tenantId: string;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    files = new PgFileRepository(database.source);
    troubles = new PgTroubles(database.source);
    tenantId = await createTenant(database.source);
  });

  afterAll(() => database.drop());

  async function fileIn(status: FileStatus, minutes: number, set = ''): Promise<File> {
    const draft = draftOf(tenantId, 1);
    await files.create(draft);
    const ago = `now() - interval '${minutes} minutes'`;
    await rowsOf(
      database.source,
      `UPDATE files SET status = '${status}', updated_at = ${ago}${set} WHERE id = $1`,
      [draft.id],
    );
    return (await files.find({ fileId: draft.id })) as File;
  }

  const found = async (limit = 10) =>
    (await troubles.files(limit)).map(({ fileId, trouble }) => [fileId, trouble]);

  it('tells of completions without progress, failures and drift, the longest first, and of nothing else', async () => {
    await fileIn('uploading', 60);
    await fileIn('completing', 4);
    await fileIn('aborted', 60);
    const AT_STORE = `, location_bucket = 'b', location_key = 'k', location_etag = 'e'`;
    await fileIn('completed', 60, AT_STORE);
    expect(await found()).toEqual([]);
    const late = await fileIn('completing', 6);
    const later = await fileIn('completing', 30);
    const failed = await fileIn('failed', 1, `, failure_code = 'c', failure_detail = 'd'`);
    const drifted = await fileIn(
      'completed',
      1,
      `${AT_STORE}, drift_reason = 'missing', drift_since = now()`,
    );
    expect(await found()).toEqual([
      [later.id, 'late'],
      [late.id, 'late'],
      [failed.id, 'failed'],
      [drifted.id, 'drifted'],
    ]);
    expect(await found(1)).toHaveLength(3);
    const [first, , third, fourth] = await troubles.files(10);
    expect(first?.detail).toMatch(/^Its 1 chunk/u);
    expect(fourth?.detail).toBe('Its object is gone.');
    const [row] = await rowsOf<{ name: string }>(
      database.source,
      'SELECT name FROM tenants WHERE id = $1',
      [tenantId],
    );
    expect(third).toEqual({
      fileId: failed.id,
      tenantId,
      tenant: row?.name,
      name: failed.name,
      trouble: 'failed',
      since: failed.updatedAt,
      detail: 'c: d',
    });
  });

  it('tells of endpoints that fail, or were paused for it, and of no other', async () => {
    await rowsOf(
      database.source,
      `INSERT INTO webhook_endpoints
        (id, tenant_id, url, after_position, status, paused_reason, paused_at, failing_since)
      VALUES
        (gen_random_uuid(), $1, 'https://well.example', 0, 'active', NULL, NULL, NULL),
        (gen_random_uuid(), $1, 'https://bad.example', 0, 'active', NULL, NULL, now() - interval '1 h'),
        (gen_random_uuid(), $1, 'https://gone.example', 0, 'paused', 'gone', now(), now()),
        (gen_random_uuid(), $1, 'https://asked.example', 0, 'paused', 'requested', now(), NULL)`,
      [tenantId],
    );
    expect((await troubles.webhooks(10)).map(({ url, status }) => [url, status])).toEqual([
      ['https://bad.example', 'failing'],
      ['https://gone.example', 'paused'],
    ]);
  });
});
