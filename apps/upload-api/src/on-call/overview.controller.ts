import { Controller, Get } from '@nestjs/common';
import type { OverviewBody } from '@waybill/contracts';
import { Allow } from '../auth/access.js';
import { ReadOverview } from './read-overview.js';

@Controller('v1/admin/overview')
@Allow('admin')
export class OverviewController {
  constructor(private readonly readOverview: ReadOverview) {}

  @Get()
  read(): Promise<OverviewBody> {
    return this.readOverview.execute();
  }
}
