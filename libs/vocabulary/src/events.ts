/** What the journal records. `chunk.uploaded` is not here: it is told, but not kept for each chunk. */
export const FILE_EVENT_TYPES = [
  'file.created',
  'file.uploading',
  'file.uploaded',
  'file.completing',
  'file.completed',
  'file.failed',
  'file.aborted',
  'file.expired',
  'file.deleted',
  'file.drifted',
  'file.restored',
  'chunk.corrupt',
  'chunk.lost',
] as const;
export type FileEventType = (typeof FILE_EVENT_TYPES)[number];

/** What the journal records of a tenant as a whole, and of no file. */
export const TENANT_EVENT_TYPES = ['webhook.paused'] as const;
export type TenantEventType = (typeof TENANT_EVENT_TYPES)[number];

/** What a store says happened to an object. */
export const STORAGE_EVENT_KINDS = ['created', 'removed', 'other'] as const;
export type StorageEventKind = (typeof STORAGE_EVENT_KINDS)[number];
