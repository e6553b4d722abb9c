import { Module } from '@nestjs/common';
import { AddressPolicy, WebhookRepository } from '@waybill/domain';
import { v7 } from 'uuid';
import type { ApiConfig } from '../platform/api-config.js';
import { API_CONFIG } from '../platform/tokens.js';
import { DeliveriesController } from './deliveries.controller.js';
import { ChangeWebhook } from './use-cases/change-webhook.js';
import { CreateWebhook } from './use-cases/create-webhook.js';
import { ReadDeliveries } from './use-cases/read-deliveries.js';
import { RotateSecret } from './use-cases/rotate-secret.js';
import { SendTest } from './use-cases/send-test.js';
import { WebhooksController } from './webhooks.controller.js';

const urlRules = ({ webhooks }: ApiConfig) => ({
  addresses: new AddressPolicy(webhooks.allowedNetworks),
  allowHttp: webhooks.allowHttp,
});

@Module({
  controllers: [WebhooksController, DeliveriesController],
  providers: [
    {
      provide: CreateWebhook,
      inject: [WebhookRepository, API_CONFIG],
      useFactory: (webhooks: WebhookRepository, config: ApiConfig) =>
        new CreateWebhook(webhooks, urlRules(config), config.webhooks.maxPerTenant, { next: v7 }),
    },
    {
      provide: ChangeWebhook,
      inject: [WebhookRepository, API_CONFIG],
      useFactory: (webhooks: WebhookRepository, config: ApiConfig) =>
        new ChangeWebhook(webhooks, urlRules(config)),
    },
    {
      provide: RotateSecret,
      inject: [WebhookRepository],
      useFactory: (webhooks: WebhookRepository) => new RotateSecret(webhooks),
    },
    {
      provide: SendTest,
      inject: [WebhookRepository],
      useFactory: (webhooks: WebhookRepository) => new SendTest(webhooks, { next: v7 }),
    },
    {
      provide: ReadDeliveries,
      inject: [WebhookRepository],
      useFactory: (webhooks: WebhookRepository) => new ReadDeliveries(webhooks),
    },
  ],
})
export class WebhooksModule {}
