import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Query } from '@nestjs/common';
import {
  listTenantsQuerySchema,
  updateTenantSchema,
  type ListTenantsQuery,
  type TenantBody,
  type TenantListBody,
  type UpdateTenantBody,
} from '@waybill/contracts';
import { type Tenant, TenantRepository } from '@waybill/domain';
import { Allow } from '../auth/access.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { ChangeTenant } from './use-cases/change-tenant.js';

@Controller('v1/admin/tenants')
@Allow('admin')
export class TenantsController {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly changeTenant: ChangeTenant,
  ) {}

  @Get()
  async list(
    @Query({ schema: listTenantsQuerySchema }) query: ListTenantsQuery,
  ): Promise<TenantListBody> {
    const before = decodeCursor('tenants', query.cursor);
    const { items, next } = await this.tenants.list({
      limit: query.limit,
      ...(query.name !== undefined && { name: query.name }),
      ...(before !== undefined && { before }),
    });
    return { items: items.map(tenantBody), nextCursor: next && encodeCursor('tenants', next) };
  }

  @Patch(':id')
  async update(
    @Param('id') id: string,
    @Body({ schema: updateTenantSchema }) { status }: UpdateTenantBody,
  ): Promise<TenantBody> {
    return tenantBody(await this.changeTenant.execute(id, status));
  }

  @Delete(':id')
  @HttpCode(202)
  async delete(@Param('id') id: string): Promise<TenantBody> {
    return tenantBody(await this.changeTenant.delete(id));
  }
}

function tenantBody({ id, name, createdAt, disabledAt, deletedAt, filesLeft }: Tenant): TenantBody {
  return {
    id,
    name,
    status: deletedAt ? 'deleting' : disabledAt ? 'disabled' : 'active',
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString(),
    deletedAt: deletedAt?.toISOString(),
    filesLeft,
  };
}
