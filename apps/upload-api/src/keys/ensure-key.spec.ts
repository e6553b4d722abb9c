import { describe, expect, it } from '@jest/globals';
import type { ApiKeyRecord, ApiKeyRepository } from '@waybill/domain';
import { stub } from '../../e2e/support/stubs.js';
import { generateKey } from '../auth/api-key.js';
import { ensureKey, UsageError } from './ensure-key.js';

function keysWith(existing: Partial<ApiKeyRecord> = {}): ApiKeyRepository {
  return stub<ApiKeyRepository>({
    add: ({ role, tenant, hint }) =>
      Promise.resolve({
        id: 'k',
        role,
        tenant,
        scopes: [],
        hint,
        createdAt: new Date(0),
        ...existing,
      }),
  });
}

describe('ensureKey', () => {
  const key = generateKey('tenant');

  it('adds exactly this key', async () => {
    const record = await ensureKey(keysWith(), { tenant: 'demo', key });
    expect(record).toMatchObject({ role: 'tenant', tenant: 'demo', hint: key.slice(0, 8) });
    const admin = await ensureKey(keysWith(), { admin: true, key: generateKey('admin') });
    expect(admin.role).toBe('admin');
  });

  it.each([
    { key },
    { tenant: 'a', admin: true, key },
    { tenant: 'a' },
    { tenant: 'a', key: 'short' },
    { admin: true, key },
    { tenant: 'a', key: generateKey('admin') },
  ])('refuses %p', async (options) => {
    await expect(ensureKey(keysWith(), options)).rejects.toBeInstanceOf(UsageError);
  });

  it('does not pass over a key that is revoked, or somebody else’s', async () => {
    const revoked = keysWith({ revokedAt: new Date(0) });
    await expect(ensureKey(revoked, { tenant: 'a', key })).rejects.toThrow('revoked');
    const foreign = keysWith({ tenant: 'b' });
    await expect(ensureKey(foreign, { tenant: 'a', key })).rejects.toThrow('belongs to b');
  });
});
