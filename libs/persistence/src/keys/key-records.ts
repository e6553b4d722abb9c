import { SCOPES_OF_ROLE, type ApiKeyRecord } from '@waybill/domain';
import { IsNull, Raw, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { ApiKeyEntity } from '../entities/api-key.entity.js';
import { present } from '../entities/present.js';

/** What a key is that is good: neither revoked nor at its end, nor of a tenant that is disabled. */
export function goodKey(): FindOptionsWhere<ApiKeyEntity> {
  return {
    revokedAt: IsNull(),
    expiresAt: Raw((column) => `(${column} IS NULL OR ${column} > now())`),
    // Of an admin key's tenant, which there is none, everything is NULL.
    tenant: { disabledAt: IsNull() },
  };
}

/** Keys with their tenants' names, by age, oldest first. */
export async function keyRecords(
  manager: EntityManager,
  where: FindOptionsWhere<ApiKeyEntity>,
): Promise<readonly ApiKeyRecord[]> {
  const keys = await manager.find(ApiKeyEntity, {
    where,
    relations: { tenant: true },
    order: { id: 'ASC' },
  });
  return keys.map(toRecord);
}

function toRecord(key: ApiKeyEntity): ApiKeyRecord {
  const { id, role, name, scopes, hint, createdAt, expiresAt, lastUsedAt, revokedAt, tenant } =
    present(key);
  return {
    id,
    role,
    scopes: scopes ?? SCOPES_OF_ROLE[role],
    hint,
    createdAt,
    ...(tenant && { tenant: tenant.name }),
    ...(name !== undefined && { name }),
    ...(expiresAt && { expiresAt }),
    ...(lastUsedAt && { lastUsedAt }),
    ...(revokedAt && { revokedAt }),
  };
}
