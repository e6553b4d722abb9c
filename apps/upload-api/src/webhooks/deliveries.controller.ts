import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { ActingTenant } from '@waybill/domain';
import {
  listDeliveriesQuerySchema,
  type DeliveryBody,
  type DeliveryDetailBody,
  type DeliveryListBody,
  type ListDeliveriesQuery,
} from '@waybill/contracts';
import { Allow, TenantId } from '../auth/access.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { ReadDeliveries } from './use-cases/read-deliveries.js';
import { deliveryBody, deliveryDetailBody } from './webhook-body.js';

/** What became of the events that were to be sent to one endpoint. */
@Controller('v1/webhooks/:id/deliveries')
@Allow('webhooks:write')
export class DeliveriesController {
  constructor(private readonly deliveries: ReadDeliveries) {}

  @Get()
  async list(
    @TenantId() tenantId: ActingTenant,
    @Param('id') webhookId: string,
    @Query({ schema: listDeliveriesQuerySchema }) { status, limit, cursor }: ListDeliveriesQuery,
  ): Promise<DeliveryListBody> {
    const before = decodeCursor('deliveries', cursor);
    const { items, next } = await this.deliveries.list(
      { tenantId, webhookId },
      { limit, ...(status && { status }), ...(before !== undefined && { before }) },
    );
    return {
      items: items.map(deliveryBody),
      nextCursor: next && encodeCursor('deliveries', next),
    };
  }

  @Get(':deliveryId')
  async get(
    @TenantId() tenantId: ActingTenant,
    @Param('id') webhookId: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<DeliveryDetailBody> {
    const found = await this.deliveries.one({ tenantId, webhookId }, deliveryId);
    return deliveryDetailBody(found.delivery, found.attempts);
  }

  @Post(':deliveryId/redeliver')
  @HttpCode(202)
  async redeliver(
    @TenantId() tenantId: ActingTenant,
    @Param('id') webhookId: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<DeliveryBody> {
    return deliveryBody(await this.deliveries.again({ tenantId, webhookId }, deliveryId));
  }
}
