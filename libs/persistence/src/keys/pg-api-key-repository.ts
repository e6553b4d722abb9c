import { Injectable } from '@nestjs/common';
import { ApiKeyRepository, isUuid, SCOPES_OF_ROLE } from '@waybill/domain';
import type {
  ActingTenant,
  ApiKeyRecord,
  KeyRotation,
  NewApiKey,
  Principal,
} from '@waybill/domain';
import { DataSource, In } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { ApiKeyEntity } from '../entities/api-key.entity.js';
import { present } from '../entities/present.js';
import { UploadTokenEntity } from '../entities/upload-token.entity.js';
import { addKey } from './add-key.js';
import { goodKey, keyRecords } from './key-records.js';
import { rotateKey } from './rotate-key.js';

/** Several replicas note the same keys: who finds one locked leaves it to the other. */
const RECORD_USE = `
UPDATE api_keys SET last_used_at = now()
WHERE id IN (
  SELECT id FROM api_keys
  WHERE id = ANY($1::uuid[])
    AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
  FOR NO KEY UPDATE SKIP LOCKED
)`;

/** Keys and their tenants. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgApiKeyRepository extends ApiKeyRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async findByHash(hash: Uint8Array): Promise<Principal | undefined> {
    const key = await guarded(() =>
      this.source.manager.findOneBy(ApiKeyEntity, { hash: Buffer.from(hash), ...goodKey() }),
    );
    if (!key) return undefined;
    const { id: keyId, role, tenantId, scopes, expiresAt } = present(key);
    return {
      keyId,
      role,
      scopes: scopes ?? SCOPES_OF_ROLE[role],
      // The one place where a text becomes a tenant in whose name calls are made.
      ...(tenantId !== undefined && { tenantId: tenantId as ActingTenant }),
      ...(expiresAt && { expiresAt }),
    };
  }

  override async good(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await guarded(() =>
      this.source.manager.find(ApiKeyEntity, {
        select: { id: true },
        where: { id: In([...ids]), ...goodKey() },
      }),
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** @throws DomainError tenant_name_invalid */
  override add(key: NewApiKey): Promise<ApiKeyRecord> {
    return addKey(this.source, key);
  }

  override async rotate(id: string, rotation: KeyRotation) {
    return isUuid(id) ? rotateKey(this.source, id, rotation) : undefined;
  }

  override async find(id: string): Promise<ApiKeyRecord | undefined> {
    if (!isUuid(id)) return undefined;
    const [found] = await guarded(() => keyRecords(this.source.manager, { id }));
    return found;
  }

  /** By age, oldest first. */
  override list(tenant?: string): Promise<readonly ApiKeyRecord[]> {
    const where = tenant === undefined ? {} : { tenant: { name: tenant } };
    return guarded(() => keyRecords(this.source.manager, where));
  }

  /** With the upload tokens that were made by it. */
  override async revoke(id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    return inTransaction(this.source, (manager) =>
      guarded(async () => {
        const revokedAt = () => 'coalesce(revoked_at, now())';
        const { affected } = await manager.update(ApiKeyEntity, { id }, { revokedAt });
        await manager.update(UploadTokenEntity, { createdBy: id }, { revokedAt });
        return affected === 1;
      }),
    );
  }

  override async recordUse(ids: readonly string[]): Promise<void> {
    await rowsOf(this.source, RECORD_USE, [ids]);
  }
}
