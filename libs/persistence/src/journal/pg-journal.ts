import { Injectable } from '@nestjs/common';
import { Journal, isUuid } from '@waybill/domain';
import type {
  FileEventType,
  JournalEvent,
  JournalEntry,
  JournalScope,
  Page,
} from '@waybill/domain';
import { MoreThan } from 'typeorm';
import { DataSource } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { pageOf } from '../connection/page-of.js';
import { rowCursor } from '../connection/row-id.js';
import { JournalEntity } from '../entities/journal.entity.js';
import { publishedAfter } from './published-after.js';
import { relayState } from './relay-state.js';

/** What happened, from PostgreSQL. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgJournal extends Journal {
  constructor(private readonly source: DataSource) {
    super();
  }

  /** @throws DomainError cursor_invalid */
  override async timeline(
    fileId: string,
    query: { readonly limit: number; readonly after?: string },
  ): Promise<Page<JournalEntry, string>> {
    if (!isUuid(fileId)) return { items: [] };
    const { limit, after = '0' } = query;
    const id = MoreThan(rowCursor(after));
    const rows = await guarded(() =>
      this.source.manager.find(JournalEntity, {
        where: { fileId, id },
        order: { id: 'ASC' },
        take: limit + 1,
      }),
    );
    return pageOf(rows, limit, toJournalEntry, (entry) => entry.id);
  }

  /**
   * Positions are committed in their order, so whoever has read up to one has missed none below.
   * An event can be read here a moment before it is published.
   */
  override async publishedAfter(
    position: number,
    scope: JournalScope,
    limit: number,
  ): Promise<readonly JournalEvent[]> {
    if (scope.fileId !== undefined && !isUuid(scope.fileId)) return [];
    return publishedAfter(this.source.manager, position, limit, scope);
  }

  override async lastPosition(): Promise<number> {
    const relay = await relayState(this.source.manager);
    return relay?.lastPosition ?? 0;
  }
}

/** Of the rows of a file. */
function toJournalEntry({ id, type, at, data, actor }: JournalEntity): JournalEntry {
  return { id: String(id), type: type as FileEventType, at, data, ...(actor && { actor }) };
}
