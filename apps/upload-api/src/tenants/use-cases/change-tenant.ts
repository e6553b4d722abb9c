import { Injectable } from '@nestjs/common';
import { DomainError, type Tenant, TenantRepository, type TenantStatus } from '@waybill/domain';
import { Principals } from '../../auth/principals.js';

/** Shuts a tenant out with all its keys, or lets it in again. */
@Injectable()
export class ChangeTenant {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly principals: Principals,
  ) {}

  /** @throws DomainError tenant_not_found */
  async execute(id: string, status: TenantStatus): Promise<Tenant> {
    const tenant = await this.tenants.setDisabled(id, status === 'disabled');
    if (!tenant) throw new DomainError('tenant_not_found', 'No such tenant.');
    this.principals.forget();
    return tenant;
  }
}
