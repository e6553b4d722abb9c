import { Journal, isUuid } from '@waybill/domain';
import type { JournalEvent, JournalEntry, JournalScope, Page } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { pageOf } from '../connection/page-of.js';
import { rowId } from '../connection/row-id.js';
import { rowsOf } from '../connection/sql.js';
import { EVENT_COLUMNS, toJournalEvent, toJournalEntry } from './event-mapper.js';
import type { EventRow } from './event-mapper.js';

/** What happened, from PostgreSQL. Every method may throw DomainError `database_unavailable`. */
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
    const rows = await rowsOf<EventRow>(
      this.source,
      `SELECT ${EVENT_COLUMNS} FROM journal WHERE file_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
      [fileId, rowId(query.after ?? '0'), query.limit + 1],
    );
    return pageOf(rows, query.limit, toJournalEntry, (entry) => entry.id);
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
    const { tenantId, fileId } = scope;
    if (fileId !== undefined && !isUuid(fileId)) return [];
    const conditions = ['position > $1'];
    const parameters: unknown[] = [position, limit];
    if (tenantId !== undefined) conditions.push(`tenant_id = $${parameters.push(tenantId)}`);
    if (fileId !== undefined) conditions.push(`file_id = $${parameters.push(fileId)}`);
    const rows = await rowsOf<EventRow>(
      this.source,
      `SELECT ${EVENT_COLUMNS} FROM journal
       WHERE ${conditions.join(' AND ')} ORDER BY position LIMIT $2`,
      parameters,
    );
    return rows.map(toJournalEvent);
  }

  override async lastPosition(): Promise<number> {
    const [row] = await rowsOf<{ last_position: string }>(
      this.source,
      'SELECT last_position FROM journal_relay',
    );
    return Number(row?.last_position ?? 0);
  }
}
