import type { FileEventType, JournalEntry, JournalEvent, TenantEventType } from '@waybill/domain';

/** A row of `journal` as pg gives it: bigint as text. */
export interface EventRow {
  readonly id: string;
  /** Null where `type` is a {@link TenantEventType}. */
  readonly file_id: string | null;
  readonly tenant_id: string;
  readonly type: FileEventType | TenantEventType;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  readonly position: string | null;
}

export const EVENT_COLUMNS = 'id, file_id, tenant_id, type, at, data, position';

/** For the rows of a file. */
export function toJournalEntry({ id, type, at, data }: EventRow): JournalEntry {
  return { id, type: type as FileEventType, at, data };
}

/** For rows that have their position. */
export function toJournalEvent(row: EventRow): JournalEvent {
  const common = {
    position: Number(row.position),
    tenantId: row.tenant_id,
    at: row.at,
    data: row.data,
  };
  return row.file_id === null
    ? { ...common, type: row.type as TenantEventType }
    : { ...common, type: row.type as FileEventType, fileId: row.file_id };
}
