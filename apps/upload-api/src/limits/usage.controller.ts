import { Controller, Get } from '@nestjs/common';
import type { LimitsBody, UsageBody } from '@waybill/contracts';
import type { Principal, QuotaOwner } from '@waybill/domain';
import { Allow, Holder } from '../auth/access.js';
import { DefaultLimits } from './default-limits.js';
import { limitsBody } from './limits-body.js';
import { ReadLimits } from './use-cases/read-limits.js';

@Controller('v1/usage')
@Allow('holder')
export class UsageController {
  constructor(
    private readonly readLimits: ReadLimits,
    private readonly defaults: DefaultLimits,
  ) {}

  @Get()
  async get(@Holder() { tenantId, keyId }: Principal): Promise<UsageBody> {
    if (tenantId === undefined) return {};
    return { tenant: await this.read('tenant', tenantId), key: await this.read('key', keyId) };
  }

  private async read(owner: QuotaOwner, id: string): Promise<LimitsBody> {
    return limitsBody(await this.readLimits.execute({ owner, id }), this.defaults[owner]);
  }
}
