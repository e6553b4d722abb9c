import { DomainError, type ApiKeyRecord, type NewApiKey } from '@waybill/domain';
import type { DataSource, EntityManager, QueryDeepPartialEntity } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { guarded } from '../connection/database-errors.js';
import { inTransaction } from '../connection/sql.js';
import { ApiKeyEntity } from '../entities/api-key.entity.js';
import { TenantEntity } from '../entities/tenant.entity.js';
import { keyRecords } from './key-records.js';

/** The rule of the check on `tenants.name`. */
const TENANT_NAME = /^[A-Za-z0-9._-]{1,100}$/u;

/** @throws DomainError tenant_name_invalid, tenant_deleting, database_unavailable */
export async function addKey(source: DataSource, key: NewApiKey): Promise<ApiKeyRecord> {
  const { tenant, role, hint, name = null, scopes = null, expiresIn } = key;
  if ((role === 'tenant') !== (tenant !== undefined) || !TENANT_NAME.test(tenant ?? '-')) {
    throw new DomainError(
      'tenant_name_invalid',
      'A tenant key has a tenant with a name of 1 to 100 letters, digits, dots, dashes or ' +
        'underscores; an admin key has none.',
    );
  }
  const hash = Buffer.from(key.hash);
  return inTransaction(source, (manager) =>
    guarded(async () => {
      const [found] = await keyRecords(manager, { hash });
      if (found) return found;
      const tenantId = tenant === undefined ? null : await tenantOf(manager, tenant);
      await addOnce(manager, ApiKeyEntity, {
        id: uuidv7(),
        role,
        tenantId,
        hash,
        hint,
        name,
        scopes: scopes && [...scopes],
        expiresAt: expiresIn === undefined ? null : secondsFromNow(expiresIn),
      });
      const [added] = await keyRecords(manager, { hash });
      if (!added) throw new Error('The key was removed while it was added.');
      return added;
    }),
  );
}

/** By the clock of the database, which is the one that decides. @param seconds a number, which needs no quotes */
function secondsFromNow(seconds: number): () => string {
  return () => `now() + ${Number(seconds)} * interval '1 second'`;
}

/** The tenant of this name, made if it is new. Of several at once all get the same one. */
async function tenantOf(manager: EntityManager, name: string): Promise<string> {
  await addOnce(manager, TenantEntity, { id: uuidv7(), name });
  const tenant = await manager.findOneByOrFail(TenantEntity, { name });
  if (tenant.deletedAt) {
    throw new DomainError('tenant_deleting', `The tenant ${name} is being deleted.`);
  }
  return tenant.id;
}

/** Inserts a row; where a unique column has its value already, that row stays. */
async function addOnce<Row extends object>(
  manager: EntityManager,
  entity: new () => Row,
  values: QueryDeepPartialEntity<Row>,
): Promise<void> {
  await manager.createQueryBuilder().insert().into(entity).values(values).orIgnore().execute();
}
