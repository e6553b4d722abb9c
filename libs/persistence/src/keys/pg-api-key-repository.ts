import { ApiKeyRepository, DomainError, isUuid } from '@waybill/domain';
import type { ApiKeyRecord, KeyRole, NewApiKey, Principal } from '@waybill/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, rowsOf } from '../connection/sql.js';

interface KeyRow {
  readonly id: string;
  readonly role: KeyRole;
  readonly tenant: string | null;
  readonly hint: string;
  readonly created_at: Date;
  readonly revoked_at: Date | null;
}

const SELECT = `
SELECT k.id, k.role, t.name AS tenant, k.hint, k.created_at, k.revoked_at
FROM api_keys k LEFT JOIN tenants t ON t.id = k.tenant_id`;

/** The rule of the check on `tenants.name`. */
const TENANT_NAME = /^[A-Za-z0-9._-]{1,100}$/u;

/** Keys and their tenants. Every method may throw DomainError `database_unavailable`. */
export class PgApiKeyRepository extends ApiKeyRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async findByHash(hash: Uint8Array): Promise<Principal | undefined> {
    const [row] = await rowsOf<{ id: string; role: KeyRole; tenant_id: string | null }>(
      this.source,
      'SELECT id, role, tenant_id FROM api_keys WHERE hash = $1 AND revoked_at IS NULL',
      [Buffer.from(hash)],
    );
    if (!row) return undefined;
    const { id: keyId, role, tenant_id: tenantId } = row;
    return { keyId, role, ...(tenantId !== null && { tenantId }) };
  }

  /** @throws DomainError tenant_name_invalid */
  override async add(key: NewApiKey): Promise<ApiKeyRecord> {
    const { tenant } = key;
    if ((key.role === 'tenant') !== (tenant !== undefined) || !TENANT_NAME.test(tenant ?? '-')) {
      throw new DomainError(
        'tenant_name_invalid',
        'A tenant key has a tenant with a name of 1 to 100 letters, digits, dots, dashes or ' +
          'underscores; an admin key has none.',
      );
    }
    return inTransaction(this.source, async (manager) => {
      const found = await this.findRecord(manager, key.hash);
      if (found) return found;
      const tenantId = tenant === undefined ? null : await tenantOf(manager, tenant);
      await rowsOf(
        manager,
        `INSERT INTO api_keys (id, role, tenant_id, hash, hint) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (hash) DO NOTHING`,
        [uuidv7(), key.role, tenantId, Buffer.from(key.hash), key.hint],
      );
      const added = await this.findRecord(manager, key.hash);
      if (!added) throw new Error('The key was removed while it was added.');
      return added;
    });
  }

  /** By age, oldest first. */
  override async list(tenant?: string): Promise<readonly ApiKeyRecord[]> {
    const rows = await rowsOf<KeyRow>(
      this.source,
      `${SELECT} WHERE $1::text IS NULL OR t.name = $1::text ORDER BY k.id`,
      [tenant ?? null],
    );
    return rows.map(toRecord);
  }

  override async revoke(id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    const rows = await rowsOf(
      this.source,
      'UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING id',
      [id],
    );
    return rows.length > 0;
  }

  private async findRecord(
    manager: EntityManager,
    hash: Uint8Array,
  ): Promise<ApiKeyRecord | undefined> {
    const [row] = await rowsOf<KeyRow>(manager, `${SELECT} WHERE k.hash = $1`, [Buffer.from(hash)]);
    return row && toRecord(row);
  }
}

/** The tenant of this name, made if it is new. Of several at once all get the same one. */
async function tenantOf(manager: EntityManager, name: string): Promise<string> {
  // An update of nothing, because DO NOTHING would return no row.
  const [row] = await rowsOf<{ id: string }>(
    manager,
    `INSERT INTO tenants (id, name) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id`,
    [uuidv7(), name],
  );
  if (!row) throw new Error(`Tenant ${name} is neither there nor made.`);
  return row.id;
}

function toRecord(row: KeyRow): ApiKeyRecord {
  const { id, role, hint } = row;
  return {
    id,
    role,
    hint,
    createdAt: row.created_at,
    ...(row.tenant !== null && { tenant: row.tenant }),
    ...(row.revoked_at && { revokedAt: row.revoked_at }),
  };
}
