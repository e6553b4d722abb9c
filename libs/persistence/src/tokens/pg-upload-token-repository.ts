import { Injectable } from '@nestjs/common';
import { isUuid, UploadTokenRepository } from '@waybill/domain';
import type {
  ActingTenant,
  NewUploadToken,
  Page,
  TokenRef,
  TokenRenewal,
  UploadToken,
} from '@waybill/domain';
import { DataSource, IsNull, LessThan } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { pageOf } from '../connection/page-of.js';
import { rowsOf } from '../connection/sql.js';
import { UploadTokenEntity } from '../entities/upload-token.entity.js';
import { tokenOf } from './token-rows.js';

/**
 * The key is locked against being revoked meanwhile: whoever revokes it next finds the token, and has
 * it end as well. A token never ends later than its key.
 *
 * $1 id, $2 tenant, $3 key, $4 hash, $5 hint, $6 name, $7 to $9 bounds of the policy, $10 content
 * types, $11 metadata, $12 origins, $13 events, $14 seconds.
 */
const CREATE = `
WITH maker AS (
  SELECT expires_at FROM api_keys
  WHERE id = $3::uuid AND tenant_id = $2::uuid AND revoked_at IS NULL
    AND (expires_at IS NULL OR expires_at > now())
  FOR SHARE
)
INSERT INTO upload_tokens (id, tenant_id, created_by, hash, hint, name, max_file_size, max_files,
  max_bytes, content_types, metadata, origins, events, expires_at)
SELECT $1::uuid, $2::uuid, $3::uuid, $4::bytea, $5::text, $6::text, $7::bigint, $8::bigint,
  $9::bigint, $10::text[], $11::jsonb, $12::text[], $13::text,
  least(now() + $14::bigint * interval '1 second', maker.expires_at)
FROM maker
RETURNING id`;

/** $1 id, $2 tenant, $3 seconds, $4 the key that renews. */
const RENEW = `
WITH renewer AS (
  SELECT expires_at FROM api_keys
  WHERE id = $4::uuid AND tenant_id = $2::uuid AND revoked_at IS NULL
    AND (expires_at IS NULL OR expires_at > now())
)
UPDATE upload_tokens t
SET expires_at = greatest(t.expires_at,
  least(now() + $3::bigint * interval '1 second', renewer.expires_at))
FROM renewer
WHERE t.id = $1::uuid AND t.tenant_id = $2::uuid AND t.revoked_at IS NULL
RETURNING t.id`;

/** A tenant's tokens. Raw SQL where times are the database's. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgUploadTokenRepository extends UploadTokenRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async create(token: NewUploadToken): Promise<UploadToken | undefined> {
    const { id: tokenId, tenantId, createdBy, hash, hint, name, policy, expiresIn } = token;
    const [made] = await rowsOf<object>(this.source, CREATE, [
      tokenId,
      tenantId,
      createdBy,
      Buffer.from(hash),
      hint,
      name ?? null,
      policy.maxFileSize ?? null,
      policy.maxFiles ?? null,
      policy.maxBytes ?? null,
      policy.contentTypes ?? null,
      JSON.stringify(policy.metadata),
      policy.origins ?? null,
      policy.events,
      expiresIn,
    ]);
    return made && this.find({ tokenId, tenantId });
  }

  override async find({ tokenId: id, tenantId }: TokenRef): Promise<UploadToken | undefined> {
    if (!isUuid(id)) return undefined;
    const row = await guarded(() => this.tokens.findOneBy({ id, tenantId }));
    return row ? tokenOf(row) : undefined;
  }

  override async list(
    tenantId: ActingTenant,
    { limit, before }: { readonly limit: number; readonly before?: string },
  ): Promise<Page<UploadToken, string>> {
    const rows = await guarded(() =>
      this.tokens.find({
        where: { tenantId, ...(before !== undefined && { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: limit + 1,
      }),
    );
    return pageOf(rows, limit, tokenOf, ({ id }) => id);
  }

  override async renew(
    ref: TokenRef,
    { expiresIn, renewedBy }: TokenRenewal,
  ): Promise<UploadToken | undefined> {
    const { tokenId, tenantId } = ref;
    if (!isUuid(tokenId)) return undefined;
    const [row] = await rowsOf<object>(this.source, RENEW, [
      tokenId,
      tenantId,
      expiresIn,
      renewedBy,
    ]);
    return row && this.find(ref);
  }

  override async revoke({ tokenId: id, tenantId }: TokenRef): Promise<boolean> {
    if (!isUuid(id)) return false;
    await guarded(() =>
      this.tokens.update({ id, tenantId, revokedAt: IsNull() }, { revokedAt: () => 'now()' }),
    );
    return guarded(() => this.tokens.existsBy({ id, tenantId }));
  }

  private get tokens() {
    return this.source.getRepository(UploadTokenEntity);
  }
}
