import type { Page } from './page.js';

/** Who made a call. */
export interface Actor {
  /** What else may call gets a kind of its own. */
  readonly kind: 'key' | 'token';
  /** Of the key, or of the upload token; never the secret. */
  readonly id: string;
  readonly address: string;
  readonly requestId: string;
  /** Id of the call in the OpenAPI document: `createFile`. */
  readonly operation: string;
}

export const AUDITED_RESOURCES = [
  'file',
  'key',
  'upload_token',
  'tenant',
  'limits',
  'webhook',
  'webhook_secret',
  'webhook_delivery',
  'dead_letter',
  'store',
] as const;
export type AuditedResource = (typeof AUDITED_RESOURCES)[number];

/** One thing that a call has changed. */
export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly actor: Actor;
  /** Whose it is; absent for what is no tenant's. */
  readonly tenantId?: string;
  readonly resource: AuditedResource;
  /** Absent for the store as a whole. */
  readonly resourceId?: string;
  /** What it was made with, or what has changed: never a secret, nor a file's name. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What is left out does not narrow. */
export interface AuditQuery {
  readonly tenantId?: string;
  readonly actorId?: string;
  readonly operation?: string;
  readonly resourceId?: string;
  /** At this time or later. */
  readonly since?: Date;
  readonly until?: Date;
  readonly limit: number;
  /** Only entries older than this id. */
  readonly before?: string;
}

/** Who did what. What changes a row is noted by the database itself, in the same transaction. */
export abstract class AuditLog {
  /**
   * Notes an act of whoever makes this call that changes no row.
   * @throws DomainError database_unavailable
   */
  abstract note(resource: AuditedResource, data: Readonly<Record<string, unknown>>): Promise<void>;

  /**
   * Newest first.
   * @throws DomainError cursor_invalid, database_unavailable
   */
  abstract list(query: AuditQuery): Promise<Page<AuditEntry, string>>;

  /**
   * Forgets up to `limit` entries that are older than `retention` seconds, and than a day.
   * @returns how many
   */
  abstract prune(retention: number, limit: number): Promise<number>;
}
