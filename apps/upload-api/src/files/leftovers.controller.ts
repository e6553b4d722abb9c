import { Controller, Delete, Get, Inject, Query } from '@nestjs/common';
import {
  leftoversQuerySchema,
  type LeftoverListBody,
  type LeftoversQuery,
} from '@waybill/contracts';
import type { RemoveLeftoversOptions } from '@waybill/transfer';
import type { ApiConfig } from '../platform/api-config.js';
import { API_CONFIG } from '../platform/tokens.js';
import { Allow } from '../auth/access.js';
import { SweepLeftovers } from './use-cases/sweep-leftovers.js';

/** What lies in the store and no file needs: GET looks, DELETE removes the page that it answers. */
@Controller('v1/admin/leftovers')
@Allow('admin')
export class LeftoversController {
  constructor(
    private readonly sweepLeftovers: SweepLeftovers,
    @Inject(API_CONFIG) private readonly config: Pick<ApiConfig, 's3'>,
  ) {}

  @Get()
  list(@Query({ schema: leftoversQuerySchema }) query: LeftoversQuery): Promise<LeftoverListBody> {
    return this.page(query);
  }

  @Delete()
  remove(
    @Query({ schema: leftoversQuerySchema }) query: LeftoversQuery,
  ): Promise<LeftoverListBody> {
    return this.page(query, { finals: query.finals === 'remove' });
  }

  private async page(
    query: LeftoversQuery,
    remove?: RemoveLeftoversOptions,
  ): Promise<LeftoverListBody> {
    const { items, examined, next } = await this.sweepLeftovers.execute(query, remove);
    return {
      items: items.map((item) => ({
        ...item,
        key: this.config.s3.prefix + item.key,
        modifiedAt: item.modifiedAt.toISOString(),
      })),
      examined,
      removed: remove !== undefined,
      nextCursor: next,
    };
  }
}
