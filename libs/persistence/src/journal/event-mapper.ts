import type { FileEvent, FileEventType, JournalEntry } from '@waybill/domain';

/** A row of `journal` as pg gives it: bigint as text. */
export interface EventRow {
  readonly id: string;
  readonly file_id: string;
  readonly tenant_id: string;
  readonly type: FileEventType;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  readonly position: string | null;
}

export const EVENT_COLUMNS = 'id, file_id, tenant_id, type, at, data, position';

export function toJournalEntry({ id, type, at, data }: EventRow): JournalEntry {
  return { id, type, at, data };
}

/** For rows that have their position. */
export function toFileEvent(row: EventRow): FileEvent {
  return {
    position: Number(row.position),
    type: row.type,
    fileId: row.file_id,
    tenantId: row.tenant_id,
    at: row.at,
    data: row.data,
  };
}
