import { Module } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.js';
import { ChangeWebhook } from './use-cases/change-webhook.js';
import { CreateWebhook } from './use-cases/create-webhook.js';
import { ReadDeliveries } from './use-cases/read-deliveries.js';
import { RotateSecret } from './use-cases/rotate-secret.js';
import { SendTest } from './use-cases/send-test.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  controllers: [WebhooksController, DeliveriesController],
  providers: [CreateWebhook, ChangeWebhook, RotateSecret, SendTest, ReadDeliveries],
})
export class WebhooksModule {}
