import { Injectable } from '@nestjs/common';
import { type Chunk, type ChunkQuery, type Page, TenantData } from '@waybill/domain';
import { requireFile, type OwnFile } from '../../auth/require-file.js';

/** A file's chunks by number; `pending` asks for all that is missing, corrupt chunks included. */
@Injectable()
export class ListChunks {
  constructor(private readonly data: TenantData) {}

  /** @throws DomainError file_not_found */
  async execute(ref: OwnFile, query: ChunkQuery): Promise<Page<Chunk, number>> {
    const file = await requireFile(this.data, ref);
    if (query.status !== 'pending') return this.data.of(ref.tenantId).chunks.list(file.id, query);
    const [pending, corrupt] = await Promise.all([
      this.data.of(ref.tenantId).chunks.list(file.id, query),
      this.data.of(ref.tenantId).chunks.list(file.id, { ...query, status: 'corrupt' }),
    ]);
    return merge(pending, corrupt, query.limit);
  }
}

/** The first page of two lists taken together: each page holds its own list's first ones. */
function merge(
  one: Page<Chunk, number>,
  other: Page<Chunk, number>,
  limit: number,
): Page<Chunk, number> {
  const all = [...one.items, ...other.items].sort((a, b) => a.number - b.number);
  const items = all.slice(0, limit);
  const last = items.at(-1);
  const more = all.length > limit || one.next !== undefined || other.next !== undefined;
  return more && last ? { items, next: last.number } : { items };
}
