import { Injectable } from '@nestjs/common';
import {
  type FileTrouble,
  type TroubledFile,
  type TroubledWebhook,
  Troubles,
} from '@waybill/domain';
import { DataSource, type FindOptionsWhere, In, IsNull, LessThan, Not } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { FileEntity } from '../entities/file.entity.js';
import { present, type Present } from '../entities/present.js';
import { TenantEntity } from '../entities/tenant.entity.js';
import { WebhookEntity } from '../entities/webhook.entity.js';

/** Milliseconds without progress after which a completion is late. */
const LATE_MS = 5 * 60_000;

/** Each from an index that holds such files alone, or those of a few statuses. */
const FILES = {
  late: () => ({ status: 'completing', updatedAt: LessThan(new Date(Date.now() - LATE_MS)) }),
  failed: () => ({ status: 'failed' }),
  drifted: () => ({ status: 'completed', drift: { since: Not(IsNull()) } }),
} satisfies Record<FileTrouble, () => FindOptionsWhere<FileEntity>>;

/** Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgTroubles extends Troubles {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async files(limit: number): Promise<readonly TroubledFile[]> {
    const kinds = Object.keys(FILES) as FileTrouble[];
    const found = await Promise.all(kinds.map((kind) => this.filesIn(kind, limit)));
    return this.named(found.flat());
  }

  override async webhooks(limit: number): Promise<readonly TroubledWebhook[]> {
    const rows = await guarded(() =>
      this.source.getRepository(WebhookEntity).find({
        // One that its owner has paused is in no trouble.
        where: [
          { status: 'paused', pausedReason: Not('requested') },
          { status: 'active', failingSince: Not(IsNull()) },
        ],
        order: { failingSince: 'ASC', id: 'ASC' },
        take: limit,
      }),
    );
    return this.named(
      rows.map(({ id, tenantId, url, status, failingSince, pausedAt, createdAt }) => ({
        webhookId: id,
        tenantId,
        url,
        status: status === 'paused' ? ('paused' as const) : ('failing' as const),
        since: failingSince ?? pausedAt ?? createdAt,
      })),
    );
  }

  private async filesIn(
    trouble: FileTrouble,
    limit: number,
  ): Promise<readonly Omit<TroubledFile, 'tenant'>[]> {
    const rows = await guarded(() =>
      this.source.getRepository(FileEntity).find({
        where: FILES[trouble](),
        order: trouble === 'drifted' ? { drift: { since: 'ASC' } } : { updatedAt: 'ASC' },
        take: limit,
      }),
    );
    return rows.map(present).map((file) => ({
      fileId: file.id,
      tenantId: file.tenantId,
      name: file.name,
      trouble,
      since: file.drift?.since ?? file.updatedAt,
      detail: detailOf(file),
    }));
  }

  /** With the name of the tenant that each belongs to. */
  private async named<Of extends { readonly tenantId: string }>(
    found: readonly Of[],
  ): Promise<readonly (Of & { readonly tenant: string })[]> {
    const ids = [...new Set(found.map(({ tenantId }) => tenantId))];
    const tenants = await guarded(() =>
      this.source.getRepository(TenantEntity).findBy({ id: In(ids) }),
    );
    const names = new Map(tenants.map(({ id, name }) => [id, name]));
    return found.map((one) => ({ ...one, tenant: names.get(one.tenantId) ?? one.tenantId }));
  }
}

function detailOf({ failure, drift, chunkCount }: Present<FileEntity>): string {
  if (failure) return `${failure.code}: ${failure.detail}`;
  if (drift)
    return drift.reason === 'missing' ? 'Its object is gone.' : 'Its object is another one.';
  return `Its ${chunkCount} chunks are being put together, without progress.`;
}
