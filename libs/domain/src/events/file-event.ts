import type { FileEventType, FileStatus, TenantEventType } from '@waybill/vocabulary';

interface Published {
  /** Order of publication: gapless, strictly rising, the same for every reader. */
  readonly position: number;
  readonly tenantId: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A row of the journal that tells of a file, once it is published. */
export interface FileEvent extends Published {
  readonly type: FileEventType;
  readonly fileId: string;
}

/** A row of the journal that tells of no file, once it is published. */
export interface TenantEvent extends Published {
  readonly type: TenantEventType;
  readonly fileId?: undefined;
}

export type JournalEvent = FileEvent | TenantEvent;

/** What is told of a chunk the moment it is believed. Not kept: a late reader lists the chunks. */
export interface ChunkUploaded {
  readonly fileId: string;
  readonly tenantId: string;
  readonly number: number;
  readonly etag: string;
  readonly size: number;
}

export function fileEventType(status: Exclude<FileStatus, 'pending'>): FileEventType {
  return `file.${status}`;
}
