import { Injectable } from '@nestjs/common';
import { type ActingTenant, TokenHolders, type Scope, type TokenHolder } from '@waybill/domain';
import { ArrayOverlap, DataSource, In, IsNull, Raw } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { rowsOf } from '../connection/sql.js';
import { TenantEntity } from '../entities/tenant.entity.js';
import { UploadTokenEntity } from '../entities/upload-token.entity.js';
import { policyOf } from './token-rows.js';

/** Who uploads has to see what is there. */
const SCOPES: readonly Scope[] = ['files:read', 'files:write'];

const good = () => ({
  revokedAt: IsNull(),
  expiresAt: Raw((column) => `${column} > now()`),
});

/** Raw SQL, since the builder has no limit for a removal. $1 seconds of retention, $2 limit. */
const PRUNE = `
DELETE FROM upload_tokens WHERE id IN (
  SELECT id FROM upload_tokens
  WHERE expires_at < now() - $1::float8 * interval '1 second'
  ORDER BY expires_at LIMIT $2
)
RETURNING id`;

/** Of all tenants. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgTokenHolders extends TokenHolders {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async findByHash(hash: Uint8Array): Promise<TokenHolder | undefined> {
    return guarded(async () => {
      const row = await this.source.manager.findOneBy(UploadTokenEntity, {
        hash: Buffer.from(hash),
      });
      if (!row || !(await this.isOpen(row.tenantId))) return undefined;
      const policy = policyOf(row);
      return {
        principal: {
          keyId: row.id,
          role: 'token',
          tenantId: row.tenantId as ActingTenant,
          scopes: policy.events === 'none' ? SCOPES : [...SCOPES, 'events:read'],
          expiresAt: row.expiresAt,
          policy,
        },
        revoked: row.revokedAt !== null,
      };
    });
  }

  override async good(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await guarded(() =>
      this.source
        .createQueryBuilder(UploadTokenEntity, 'token')
        .innerJoin(TenantEntity, 'tenant', 'tenant.id = token.tenantId')
        .select(['token.id'])
        .where({ id: In([...ids]), ...good() })
        .andWhere('tenant.disabledAt IS NULL')
        .getMany(),
    );
    return new Set(rows.map(({ id }) => id));
  }

  override namesOrigin(origin: string): Promise<boolean> {
    return guarded(() =>
      this.source.manager.existsBy(UploadTokenEntity, {
        origins: ArrayOverlap([origin, '*']),
        ...good(),
      }),
    );
  }

  override async prune(retention: number, limit: number): Promise<number> {
    return (await rowsOf(this.source, PRUNE, [retention, limit])).length;
  }

  private isOpen(tenantId: string): Promise<boolean> {
    return this.source.manager.existsBy(TenantEntity, { id: tenantId, disabledAt: IsNull() });
  }
}
