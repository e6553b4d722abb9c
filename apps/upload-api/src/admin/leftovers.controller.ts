import { Controller, Delete, Get, Query } from '@nestjs/common';
import {
  leftoversQuerySchema,
  type LeftoverListBody,
  type LeftoversQuery,
} from '@waybill/contracts';
import { Allow } from '../auth/access.js';
import { SweepLeftovers } from './use-cases/sweep-leftovers.js';

/** What lies in the store and no file needs: GET looks, DELETE removes the page that it answers. */
@Controller('v1/admin/leftovers')
@Allow('admin')
export class LeftoversController {
  constructor(private readonly sweepLeftovers: SweepLeftovers) {}

  @Get()
  list(@Query({ schema: leftoversQuerySchema }) query: LeftoversQuery): Promise<LeftoverListBody> {
    return this.page(query, false);
  }

  @Delete()
  remove(
    @Query({ schema: leftoversQuerySchema }) query: LeftoversQuery,
  ): Promise<LeftoverListBody> {
    return this.page(query, true);
  }

  private async page(query: LeftoversQuery, remove: boolean): Promise<LeftoverListBody> {
    const { items, examined, next } = await this.sweepLeftovers.execute(query, remove);
    return {
      items: items.map((item) => ({ ...item, modifiedAt: item.modifiedAt.toISOString() })),
      examined,
      removed: remove,
      nextCursor: next,
    };
  }
}
