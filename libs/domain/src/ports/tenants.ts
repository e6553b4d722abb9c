import type { Page } from './page.js';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Present where none of its keys is let in. */
  readonly disabledAt?: Date;
}

export interface TenantQuery {
  /** Only the one of this name. */
  readonly name?: string;
  readonly limit: number;
  /** Only tenants older than this id. */
  readonly before?: string;
}

export abstract class TenantRepository {
  /** Newest first. */
  abstract list(query: TenantQuery): Promise<Page<Tenant, string>>;

  /** @returns undefined where there is no such tenant */
  abstract setDisabled(id: string, disabled: boolean): Promise<Tenant | undefined>;
}
