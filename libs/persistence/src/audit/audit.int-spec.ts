import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ActingTenant, Actor } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { actingAs } from '../connection/acting.js';
import { createDataSource } from '../connection/data-source.js';
import { EVERY_TENANT, seenBy } from '../connection/sight.js';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { PgTenantData } from '../tenants/pg-tenant-data.js';
import { createTenant, createTestDatabase, draftOf, type TestDatabase } from '../testing/index.js';
import { PgAuditLog } from './pg-audit-log.js';

const actorOf = (id: string): Actor => ({
  kind: 'key',
  id,
  address: `it's "here"\\`,
  requestId: 'r',
  operation: 'createFile',
});

describe('the audit in PostgreSQL', () => {
  let database: TestDatabase;
  let app: DataSource;
  let data: PgTenantData;
  let audit: PgAuditLog;
  let tenant: ActingTenant;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    // One connection: an actor that stayed on it would act in the next statement too.
    const settings = { ...database.settings, url: database.appUrl, poolSize: 1 };
    app = await createDataSource(settings).initialize();
    data = new PgTenantData(app);
    audit = new PgAuditLog(seenBy(app, EVERY_TENANT));
    tenant = await createTenant(database.source);
  });

  afterAll(async () => {
    await app.destroy();
    await database.drop();
  });

  const entries = async (actorId: string) =>
    (await audit.list({ actorId, limit: 100 })).items.map(({ actor, resourceId, data: told }) => ({
      actor,
      resourceId,
      told,
    }));

  it('has what was changed in the name of an actor, in a statement and in a transaction', async () => {
    const draft = draftOf(tenant, 2);
    const actor = actorOf('a');
    await actingAs(actor, async () => {
      const { files } = data.of(tenant);
      await files.create(draft);
      await files.change({ fileId: draft.id, tenantId: tenant }, () => ({ status: 'aborted' }));
    });
    expect(await entries('a')).toEqual([
      { actor, resourceId: draft.id, told: { status: 'aborted' } },
      { actor, resourceId: draft.id, told: expect.objectContaining({ chunk_count: 2 }) },
    ]);
  });

  it('has nothing of what nobody in particular did, or what was rolled back', async () => {
    const { files } = data.of(tenant);
    const one = draftOf(tenant, 2);
    await actingAs(actorOf('b'), async () => {
      await expect(
        inTransaction(seenBy(app, tenant), async (manager) => {
          await rowsOf(manager, `UPDATE files SET status = 'expired'`);
          throw new Error('on purpose');
        }),
      ).rejects.toThrow('on purpose');
    });
    await files.create(one);
    expect(await entries('b')).toEqual([]);
    const { items } = await audit.list({ resourceId: one.id, limit: 1 });
    expect(items).toEqual([]);
  });

  it('keeps apart who acts at the same time', async () => {
    const drafts = Array.from({ length: 20 }, () => draftOf(tenant, 1));
    await Promise.all(
      drafts.map((draft) =>
        actingAs(actorOf(draft.id), async () => {
          await data.of(tenant).files.create(draft);
        }),
      ),
    );
    for (const { id } of drafts)
      expect(await entries(id)).toMatchObject([{ actor: { id }, resourceId: id }]);
  });

  it('is changed by none of the services, nor shortened by less than a day', async () => {
    const all = seenBy(app, EVERY_TENANT);
    await expect(rowsOf(all, `UPDATE audit SET operation = 'other' RETURNING id`)).resolves.toEqual(
      [],
    );
    await expect(rowsOf(all, 'DELETE FROM audit RETURNING id')).resolves.toEqual([]);
    await expect(rowsOf(seenBy(app, tenant), 'SELECT id FROM audit')).resolves.toEqual([]);
    await expect(audit.prune(0, 100)).resolves.toBe(0);
  });

  it('is forgotten in its time, so many entries at once', async () => {
    await rowsOf(
      database.source,
      `UPDATE audit SET at = now() - interval '3 days'
       WHERE id IN (SELECT id FROM audit ORDER BY id LIMIT 3)`,
    );
    await expect(audit.prune(4 * 86_400, 100)).resolves.toBe(0);
    await expect(audit.prune(2 * 86_400, 2)).resolves.toBe(2);
    await expect(audit.prune(2 * 86_400, 2)).resolves.toBe(1);
    await expect(audit.prune(2 * 86_400, 2)).resolves.toBe(0);
  });
});
