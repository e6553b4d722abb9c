import { Module } from '@nestjs/common';
import { LimitsController } from './limits.controller.js';
import { UsageController } from './usage.controller.js';
import { ReadLimits } from './use-cases/read-limits.js';
import { SetLimits } from './use-cases/set-limits.js';

/** What tenants and keys may have, and have. */
@Module({
  controllers: [LimitsController, UsageController],
  providers: [ReadLimits, SetLimits],
})
export class LimitsModule {}
