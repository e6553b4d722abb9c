import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import {
  createWebhookSchema,
  listWebhooksQuerySchema,
  rotateSecretSchema,
  updateWebhookSchema,
  type CreateWebhookBody,
  type CreatedWebhookBody,
  type DeliveryBody,
  type ListWebhooksQuery,
  type RotatedSecretBody,
  type RotateSecretBody,
  type UpdateWebhookBody,
  type WebhookBody,
  type WebhookListBody,
} from '@waybill/contracts';
import { type ActingTenant, TenantData } from '@waybill/domain';
import type { FastifyReply } from 'fastify';
import { Allow, TenantId } from '../auth/access.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { requireWebhook } from './require-webhook.js';
import { ChangeWebhook } from './use-cases/change-webhook.js';
import { CreateWebhook } from './use-cases/create-webhook.js';
import { RotateSecret } from './use-cases/rotate-secret.js';
import { SendTest } from './use-cases/send-test.js';
import { deliveryBody, webhookBody } from './webhook-body.js';

@Controller('v1/webhooks')
@Allow('webhooks:write')
export class WebhooksController {
  constructor(
    private readonly createWebhook: CreateWebhook,
    private readonly changeWebhook: ChangeWebhook,
    private readonly rotateSecret: RotateSecret,
    private readonly sendTest: SendTest,
    private readonly data: TenantData,
  ) {}

  @Post()
  async create(
    @TenantId() tenantId: ActingTenant,
    @Body({ schema: createWebhookSchema }) body: CreateWebhookBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedWebhookBody> {
    const { webhook, secret } = await this.createWebhook.execute(tenantId, body);
    void reply.header('location', `/v1/webhooks/${webhook.id}`);
    return { ...webhookBody(webhook), secret };
  }

  @Get()
  async list(
    @TenantId() tenantId: ActingTenant,
    @Query({ schema: listWebhooksQuerySchema }) { limit, cursor }: ListWebhooksQuery,
  ): Promise<WebhookListBody> {
    const before = decodeCursor('webhooks', cursor);
    const { items, next } = await this.data.of(tenantId).webhooks.list(tenantId, {
      limit,
      ...(before !== undefined && { before }),
    });
    return { items: items.map(webhookBody), nextCursor: next && encodeCursor('webhooks', next) };
  }

  @Get(':id')
  async get(
    @TenantId() tenantId: ActingTenant,
    @Param('id') webhookId: string,
  ): Promise<WebhookBody> {
    return webhookBody(
      requireWebhook(await this.data.of(tenantId).webhooks.find({ tenantId, webhookId })),
    );
  }

  @Patch(':id')
  async change(
    @TenantId() tenantId: ActingTenant,
    @Param('id') webhookId: string,
    @Body({ schema: updateWebhookSchema }) body: UpdateWebhookBody,
  ): Promise<WebhookBody> {
    return webhookBody(await this.changeWebhook.execute({ tenantId, webhookId }, body));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@TenantId() tenantId: ActingTenant, @Param('id') webhookId: string): Promise<void> {
    const removed = await this.data.of(tenantId).webhooks.remove({ tenantId, webhookId });
    requireWebhook(removed || undefined);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  async rotate(
    @TenantId() tenantId: ActingTenant,
    @Param('id') webhookId: string,
    @Body({ schema: rotateSecretSchema.prefault({}) }) { overlap }: RotateSecretBody,
  ): Promise<RotatedSecretBody> {
    const rotated = await this.rotateSecret.execute({ tenantId, webhookId }, overlap);
    return {
      secret: rotated.secret,
      previousExpiresAt: rotated.previousExpiresAt.toISOString(),
    };
  }

  @Post(':id/test')
  @HttpCode(202)
  async test(
    @TenantId() tenantId: ActingTenant,
    @Param('id') webhookId: string,
  ): Promise<DeliveryBody> {
    return deliveryBody(await this.sendTest.execute({ tenantId, webhookId }));
  }
}
