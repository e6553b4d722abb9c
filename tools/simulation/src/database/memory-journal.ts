import {
  type FileEvent,
  Journal,
  type JournalEntry,
  type JournalScope,
  type Page,
} from '@waybill/domain';
import type { JournalRow, MemoryDatabase } from './memory-database.js';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

/** As `PgJournal`. */
export class MemoryJournal extends Journal {
  constructor(protected readonly db: MemoryDatabase) {
    super();
  }

  override async timeline(fileId: string): Promise<Page<JournalEntry, string>> {
    const rows = this.db.journal.filter((row) => row.fileId === fileId);
    return { items: rows.map(({ id, type, at, data }) => ({ id: String(id), type, at, data })) };
  }

  override async publishedAfter(
    position: number,
    { tenantId, fileId }: JournalScope,
    limit: number,
  ): Promise<readonly FileEvent[]> {
    return this.db.journal
      .filter((row) => row.position !== undefined && row.position > position)
      .filter((row) => tenantId === undefined || row.tenantId === tenantId)
      .filter((row) => fileId === undefined || row.fileId === fileId)
      .map(toFileEvent)
      .sort((a, b) => a.position - b.position)
      .slice(0, limit);
  }

  override async lastPosition(): Promise<number> {
    return this.db.relay.last;
  }
}

/** For rows that have their position. */
export function toFileEvent({ position = 0, type, fileId, tenantId, at, data }: JournalRow) {
  return { position, type, fileId, tenantId, at, data } satisfies FileEvent;
}
