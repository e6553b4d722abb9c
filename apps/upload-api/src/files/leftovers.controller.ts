import { Controller, Delete, Get, Query } from '@nestjs/common';
import {
  leftoversQuerySchema,
  type LeftoverListBody,
  type LeftoversQuery,
} from '@waybill/contracts';
import type { LeftoverRemoval } from '@waybill/transfer';
import { BucketSettings } from '../platform/settings.js';
import { Allow } from '../auth/access.js';
import { ReviewLeftovers } from './use-cases/review-leftovers.js';

/** What lies in the store and no file needs: GET looks, DELETE removes the page that it answers. */
@Controller('v1/admin/leftovers')
@Allow('admin')
export class LeftoversController {
  constructor(
    private readonly reviewLeftovers: ReviewLeftovers,
    private readonly location: BucketSettings,
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

  private async page(query: LeftoversQuery, remove?: LeftoverRemoval): Promise<LeftoverListBody> {
    const { items, examined, next } = await this.reviewLeftovers.execute(query, remove);
    return {
      items: items.map((item) => ({
        ...item,
        key: this.location.prefix + item.key,
        modifiedAt: item.modifiedAt.toISOString(),
      })),
      examined,
      removed: remove !== undefined,
      nextCursor: next,
    };
  }
}
