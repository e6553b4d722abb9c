import type { JournalEvent, JournalScope } from '@waybill/domain';
import { MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { JournalEntity } from '../entities/journal.entity.js';
import { present } from '../entities/present.js';

/** Events that have their positions, after this one, in their order. */
export async function publishedAfter(
  manager: EntityManager,
  position: number,
  limit: number,
  { tenantId, fileId }: JournalScope = {},
): Promise<readonly JournalEvent[]> {
  const rows = await guarded(() =>
    manager.find(JournalEntity, {
      select: { position: true, tenantId: true, fileId: true, type: true, at: true, data: true },
      where: {
        position: MoreThan(position),
        ...(tenantId !== undefined && { tenantId }),
        ...(fileId !== undefined && { fileId }),
      },
      order: { position: 'ASC' },
      take: limit,
    }),
  );
  // The type says whether there is a file.
  return rows.map((row) => present(row) as JournalEvent);
}
