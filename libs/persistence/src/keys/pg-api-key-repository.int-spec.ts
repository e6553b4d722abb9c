import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { rowsOf } from '../connection/sql.js';
import { createTestDatabase } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgApiKeyRepository } from './pg-api-key-repository.js';

const hashOf = (key: string) => new Uint8Array(createHash('sha256').update(key).digest());

describe('PgApiKeyRepository', () => {
  let database: TestDatabase;
  let keys: PgApiKeyRepository;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    keys = new PgApiKeyRepository(database.source);
  });

  afterAll(() => database.drop());

  const add = (key: string, tenant: string) =>
    keys.add({ role: 'tenant', tenant, hash: hashOf(key), hint: key.slice(0, 4) });

  it('finds the holder of a key until it is revoked', async () => {
    const record = await add('wb_one', 'acme');
    expect(record).toMatchObject({ role: 'tenant', tenant: 'acme', hint: 'wb_o' });
    await expect(keys.find(record.id)).resolves.toEqual(record);
    const principal = await keys.findByHash(hashOf('wb_one'));
    expect(principal).toMatchObject({ keyId: record.id, role: 'tenant' });
    expect(principal?.tenantId).toBeDefined();
    await expect(keys.findByHash(hashOf('wb_other'))).resolves.toBeUndefined();

    await expect(keys.revoke(record.id)).resolves.toBe(true);
    await expect(keys.revoke(record.id)).resolves.toBe(true);
    await expect(keys.findByHash(hashOf('wb_one'))).resolves.toBeUndefined();
    expect((await keys.list('acme'))[0]?.revokedAt).toBeInstanceOf(Date);
  });

  it('lets a key of an earlier release do all that its role can', async () => {
    const record = await add('wb_old', 'acme');
    const all = ['files:read', 'files:write', 'events:read', 'webhooks:write'];
    expect(record.scopes).toEqual(all);
    await expect(keys.findByHash(hashOf('wb_old'))).resolves.toMatchObject({ scopes: all });
  });

  it('finds no key that has expired', async () => {
    const hash = hashOf('wb_short');
    const record = await keys.add({
      role: 'tenant',
      tenant: 'acme',
      hash,
      hint: 'wb_s',
      scopes: ['files:read'],
      expiresIn: 3_600,
    });
    await expect(keys.findByHash(hash)).resolves.toMatchObject({
      scopes: ['files:read'],
      expiresAt: record.expiresAt,
    });
    await expect(keys.good([record.id])).resolves.toEqual(new Set([record.id]));
    await rowsOf(database.source, 'UPDATE api_keys SET expires_at = now() WHERE id = $1', [
      record.id,
    ]);
    await expect(keys.findByHash(hash)).resolves.toBeUndefined();
    await expect(keys.good([record.id])).resolves.toEqual(new Set());
    await expect(
      keys.rotate(record.id, { hash: hashOf('wb_next'), hint: 'wb_n', overlap: 0 }),
    ).resolves.toBeUndefined();
  });

  it('knows no key of an unknown id', async () => {
    await expect(keys.find(uuidv7())).resolves.toBeUndefined();
    await expect(keys.find('no-uuid')).resolves.toBeUndefined();
    await expect(keys.revoke(uuidv7())).resolves.toBe(false);
    await expect(keys.revoke('no-uuid')).resolves.toBe(false);
  });

  it('gives the record that is there for the same hash, and one tenant for a name', async () => {
    const records = await Promise.all([
      ...Array.from({ length: 6 }, () => add('wb_same', 'globex')),
      add('wb_second', 'globex'),
    ]);
    expect(new Set(records.map(({ id }) => id)).size).toBe(2);
    await expect(add('wb_same', 'other')).resolves.toMatchObject({ tenant: 'globex' });
    await expect(
      rowsOf(database.source, `SELECT name FROM tenants WHERE name = 'other'`),
    ).resolves.toEqual([]);
    const holders = await Promise.all(
      ['wb_same', 'wb_second'].map((k) => keys.findByHash(hashOf(k))),
    );
    expect(holders[0]?.tenantId).toBe(holders[1]?.tenantId);
  });

  it('keeps admin keys apart from tenants, and lists by tenant or all', async () => {
    const admin = await keys.add({ role: 'admin', hash: hashOf('wb_admin'), hint: 'wb_a' });
    expect(admin.tenant).toBeUndefined();
    await expect(keys.findByHash(hashOf('wb_admin'))).resolves.toEqual({
      keyId: admin.id,
      role: 'admin',
      scopes: ['admin'],
    });
    expect(await keys.list()).toContainEqual(admin);
    expect(await keys.list('globex')).toHaveLength(2);
    expect(await keys.list('nobody')).toEqual([]);
  });

  it('refuses a name that is none, and a tenant key without one', async () => {
    const refused = { code: 'tenant_name_invalid' };
    await expect(add('wb_x', 'a b')).rejects.toMatchObject(refused);
    await expect(add('wb_x', '')).rejects.toMatchObject(refused);
    await expect(add('wb_x', 'a\n')).rejects.toMatchObject(refused);
    const hash = hashOf('wb_x');
    await expect(keys.add({ role: 'tenant', hash, hint: 'x' })).rejects.toMatchObject(refused);
  });
});
