import { Injectable } from '@nestjs/common';
import { DomainError, type Tenant, TenantRepository, type TenantStatus } from '@waybill/domain';
import { Principals } from '../../auth/principals.js';

/** Shuts a tenant out with all its keys, lets it in again, or has it deleted. */
@Injectable()
export class ChangeTenant {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly principals: Principals,
  ) {}

  /** @throws DomainError tenant_not_found, tenant_deleting */
  async execute(id: string, status: Exclude<TenantStatus, 'deleting'>): Promise<Tenant> {
    return this.changed(await this.tenants.setDisabled(id, status === 'disabled'));
  }

  /** @throws DomainError tenant_not_found */
  async delete(id: string): Promise<Tenant> {
    return this.changed(await this.tenants.delete(id));
  }

  private changed(tenant: Tenant | undefined): Tenant {
    if (!tenant) throw new DomainError('tenant_not_found', 'No such tenant.');
    this.principals.forget();
    return tenant;
  }
}
