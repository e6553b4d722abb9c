import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type File, fileKey, systemTimers, type TransferStrategies } from '@waybill/domain';
import { createLogger } from '@waybill/observability';
import { PgOutbox, PgTenantRemoval } from '@waybill/persistence';
import { createTransferStrategies } from '@waybill/transfer';
import { declareFile, realWorld, type RealWorld, sendTo } from '../testing/real-world.js';
import { DeleteTenants } from './delete-tenants.js';

const body = Buffer.from('0123456789');
const HOUR = 3_600_000;

describe('DeleteTenants', () => {
  let world: RealWorld;
  let strategies: TransferStrategies;
  let removal: PgTenantRemoval;
  let deleteTenants: DeleteTenants;

  beforeAll(async () => {
    world = await realWorld(process.env);
    strategies = createTransferStrategies({ ...world.store, files: world.files });
    removal = new PgTenantRemoval(world.source);
    const logger = createLogger('test', 'silent');
    deleteTenants = new DeleteTenants(removal, world.files, strategies, logger);
  });
  afterAll(() => world?.close());

  /** By one PUT, which lies at the final key. */
  async function sent(): Promise<File> {
    const file = await declareFile(world, [body], undefined, undefined, {
      strategy: 'single',
      digests: [],
    });
    await world.files.expectArrivals(file.id, {
      unbound: [{ number: 1 }],
      profile: world.profile,
      expireAt: new Date(systemTimers.now() + HOUR),
    });
    const put = { fileId: file.id, number: 1, size: body.length };
    const [url] = await strategies.get(file.strategy).sign(file, [put], 3_600);
    await sendTo(url, body);
    return file;
  }

  const rows = async (table: string): Promise<number> => {
    const [row] = await world.source.query<{ count: number }[]>(
      `SELECT count(*) AS count FROM ${table}`,
    );
    return row?.count ?? -1;
  };
  const publish = () => new PgOutbox(world.source).publishNext(1_000, () => Promise.resolve());

  it('leaves nothing of a tenant, in the store nor in any table, and waits for its last URL', async () => {
    const open = await sent();
    const completed = await sent();
    for (const status of ['uploading', 'completing', 'completed'] as const)
      await world.files.change({ fileId: completed.id }, () => ({ status }));

    await deleteTenants.execute();
    expect(await world.files.find({ fileId: open.id })).toMatchObject({ status: 'pending' });

    await world.source.query(`UPDATE tenants SET deleted_at = now(), disabled_at = now()`);
    await deleteTenants.execute();
    const statuses = await world.files.statuses([open.id, completed.id]);
    expect([...statuses.values()].sort()).toEqual(['aborted', 'deleted']);

    // As CleanUpAgain has it when the URLs have ended; nothing was published yet.
    await world.source.query('UPDATE files SET urls_expire_at = NULL');
    await deleteTenants.execute();
    expect(await rows('files')).toBe(0);
    for (const { id } of [open, completed])
      expect(await world.store.reader.head(fileKey(id))).toBeUndefined();
    expect(await rows('tenants')).toBe(1);

    await publish();
    await deleteTenants.execute();
    for (const table of [
      'tenants',
      'file_chunks',
      'journal',
      'idempotency_keys',
      'quotas',
      'api_keys',
    ])
      expect([table, await rows(table)]).toEqual([table, 0]);
    expect(await removal.tenants(10)).toEqual([]);
  });
});
