import { Module } from '@nestjs/common';
import { DeliverWebhook } from './deliver-webhook.js';
import { DispatchWebhooks } from './dispatch-webhooks.js';
import { PruneDeliveries } from './prune-deliveries.js';
import { WebhookCaller } from './webhook-caller.js';
import { WebhookDeliveryHandler } from './webhook-delivery-handler.js';

/** What calls the endpoints that tenants have named. */
@Module({
  providers: [
    WebhookCaller,
    DeliverWebhook,
    DispatchWebhooks,
    PruneDeliveries,
    WebhookDeliveryHandler,
  ],
  exports: [DispatchWebhooks, PruneDeliveries, WebhookDeliveryHandler],
})
export class WebhooksModule {}
