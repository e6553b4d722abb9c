import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { updateLimitsSchema, type LimitsBody, type UpdateLimitsBody } from '@waybill/contracts';
import type { QuotaOwner } from '@waybill/domain';
import { Allow } from '../auth/access.js';
import { DefaultLimits } from './default-limits.js';
import { limitsBody } from './limits-body.js';
import { ReadLimits } from './use-cases/read-limits.js';
import { SetLimits } from './use-cases/set-limits.js';

@Controller('v1/admin')
@Allow('admin')
export class LimitsController {
  constructor(
    private readonly readLimits: ReadLimits,
    private readonly setLimits: SetLimits,
    private readonly defaults: DefaultLimits,
  ) {}

  @Get('tenants/:id/limits')
  ofTenant(@Param('id') id: string): Promise<LimitsBody> {
    return this.read('tenant', id);
  }

  @Patch('tenants/:id/limits')
  setTenant(
    @Param('id') id: string,
    @Body({ schema: updateLimitsSchema }) body: UpdateLimitsBody,
  ): Promise<LimitsBody> {
    return this.set('tenant', id, body);
  }

  @Get('keys/:id/limits')
  ofKey(@Param('id') id: string): Promise<LimitsBody> {
    return this.read('key', id);
  }

  @Patch('keys/:id/limits')
  setKey(
    @Param('id') id: string,
    @Body({ schema: updateLimitsSchema }) body: UpdateLimitsBody,
  ): Promise<LimitsBody> {
    return this.set('key', id, body);
  }

  private async read(owner: QuotaOwner, id: string): Promise<LimitsBody> {
    return limitsBody(await this.readLimits.execute({ owner, id }), this.defaults[owner]);
  }

  private async set(owner: QuotaOwner, id: string, body: UpdateLimitsBody): Promise<LimitsBody> {
    return limitsBody(await this.setLimits.execute({ owner, id }, body), this.defaults[owner]);
  }
}
