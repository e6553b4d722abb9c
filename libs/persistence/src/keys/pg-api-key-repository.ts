import { Injectable } from '@nestjs/common';
import { ApiKeyRepository, DomainError, isUuid } from '@waybill/domain';
import type { ApiKeyRecord, NewApiKey, Principal } from '@waybill/domain';
import { In, IsNull } from 'typeorm';
import {
  DataSource,
  type EntityManager,
  type FindOptionsWhere,
  type QueryDeepPartialEntity,
} from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { guarded } from '../connection/database-errors.js';
import { inTransaction } from '../connection/sql.js';
import { ApiKeyEntity } from '../entities/api-key.entity.js';
import { present } from '../entities/present.js';
import { TenantEntity } from '../entities/tenant.entity.js';

/** The rule of the check on `tenants.name`. */
const TENANT_NAME = /^[A-Za-z0-9._-]{1,100}$/u;

/** Keys and their tenants. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgApiKeyRepository extends ApiKeyRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async findByHash(hash: Uint8Array): Promise<Principal | undefined> {
    const key = await guarded(() =>
      this.source.manager.findOneBy(ApiKeyEntity, { hash: Buffer.from(hash), revokedAt: IsNull() }),
    );
    if (!key) return undefined;
    const { id: keyId, role, tenantId } = present(key);
    return { keyId, role, ...(tenantId !== undefined && { tenantId }) };
  }

  override async unrevoked(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await guarded(() =>
      this.source.manager.find(ApiKeyEntity, {
        select: { id: true },
        where: { id: In([...ids]), revokedAt: IsNull() },
      }),
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** @throws DomainError tenant_name_invalid */
  override async add(key: NewApiKey): Promise<ApiKeyRecord> {
    const { tenant, role, hint } = key;
    if ((role === 'tenant') !== (tenant !== undefined) || !TENANT_NAME.test(tenant ?? '-')) {
      throw new DomainError(
        'tenant_name_invalid',
        'A tenant key has a tenant with a name of 1 to 100 letters, digits, dots, dashes or ' +
          'underscores; an admin key has none.',
      );
    }
    const hash = Buffer.from(key.hash);
    return inTransaction(this.source, (manager) =>
      guarded(async () => {
        const [found] = await records(manager, { hash });
        if (found) return found;
        const tenantId = tenant === undefined ? null : await tenantOf(manager, tenant);
        await addOnce(manager, ApiKeyEntity, { id: uuidv7(), role, tenantId, hash, hint });
        const [added] = await records(manager, { hash });
        if (!added) throw new Error('The key was removed while it was added.');
        return added;
      }),
    );
  }

  /** By age, oldest first. */
  override list(tenant?: string): Promise<readonly ApiKeyRecord[]> {
    const where = tenant === undefined ? {} : { tenant: { name: tenant } };
    return guarded(() => records(this.source.manager, where));
  }

  override async revoke(id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    const revokedAt = () => 'coalesce(revoked_at, now())';
    const { affected } = await guarded(() =>
      this.source.manager.update(ApiKeyEntity, { id }, { revokedAt }),
    );
    return affected === 1;
  }
}

async function records(
  manager: EntityManager,
  where: FindOptionsWhere<ApiKeyEntity>,
): Promise<readonly ApiKeyRecord[]> {
  const keys = await manager.find(ApiKeyEntity, {
    where,
    relations: { tenant: true },
    order: { id: 'ASC' },
  });
  return keys.map((key) => {
    const { id, role, hint, createdAt, revokedAt, tenant } = present(key);
    return {
      id,
      role,
      hint,
      createdAt,
      ...(tenant && { tenant: tenant.name }),
      ...(revokedAt && { revokedAt }),
    };
  });
}

/** The tenant of this name, made if it is new. Of several at once all get the same one. */
async function tenantOf(manager: EntityManager, name: string): Promise<string> {
  await addOnce(manager, TenantEntity, { id: uuidv7(), name });
  return (await manager.findOneByOrFail(TenantEntity, { name })).id;
}

/** Inserts a row; where a unique column has its value already, that row stays. */
async function addOnce<Row extends object>(
  manager: EntityManager,
  entity: new () => Row,
  values: QueryDeepPartialEntity<Row>,
): Promise<void> {
  await manager.createQueryBuilder().insert().into(entity).values(values).orIgnore().execute();
}
