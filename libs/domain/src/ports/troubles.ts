import type { FileTrouble } from '@waybill/vocabulary';

/** A file that does not come to its end by itself, or is not what it was. */
export interface TroubledFile {
  readonly fileId: string;
  readonly tenantId: string;
  /** The tenant's name. */
  readonly tenant: string;
  readonly name: string;
  readonly trouble: FileTrouble;
  readonly since: Date;
  /** For people, e.g. why it failed. */
  readonly detail: string;
}

/** An endpoint that is paused, or has failed since it last answered well. */
export interface TroubledWebhook {
  readonly webhookId: string;
  readonly tenantId: string;
  /** The tenant's name. */
  readonly tenant: string;
  readonly url: string;
  readonly status: 'failing' | 'paused';
  readonly since: Date;
}

/** What needs somebody to look at it, of all tenants. Every method may throw `database_unavailable`. */
export abstract class Troubles {
  /** Of each kind those that have been in trouble longest. @param limit of each kind */
  abstract files(limit: number): Promise<readonly TroubledFile[]>;

  /** Those that have been in trouble longest. */
  abstract webhooks(limit: number): Promise<readonly TroubledWebhook[]>;
}
