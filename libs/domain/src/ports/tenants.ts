import type { Page } from './page.js';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Present where none of its keys is let in. */
  readonly disabledAt?: Date;
  /** Present where it is being deleted. */
  readonly deletedAt?: Date;
  /** Of a tenant that is being deleted: how many of its files are still there. */
  readonly filesLeft?: number;
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

  /**
   * @returns undefined where there is no such tenant
   * @throws DomainError tenant_deleting
   */
  abstract setDisabled(id: string, disabled: boolean): Promise<Tenant | undefined>;

  /**
   * Has it deleted with everything of its own, and disabled from now on. There is no way back.
   * @returns undefined where there is no such tenant
   */
  abstract delete(id: string): Promise<Tenant | undefined>;
}
