import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { AddressPolicy, WebhookDeliveryQueue, WebhookOutbox } from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import type { AppConfig } from '../platform/app-config.js';
import { Metrics } from '../platform/metrics.js';
import { APP_CONFIG, LOGGER } from '../platform/tokens.js';
import { DeliverWebhook } from './deliver-webhook.js';
import { DispatchWebhooks } from './dispatch-webhooks.js';
import { PruneDeliveries } from './prune-deliveries.js';
import { WebhookCaller } from './webhook-caller.js';

@Module({
  providers: [
    {
      provide: WebhookCaller,
      inject: [APP_CONFIG],
      useFactory: ({ processor, webhookTargets }: AppConfig) =>
        new WebhookCaller({
          addresses: new AddressPolicy(webhookTargets.allowedNetworks),
          allowHttp: webhookTargets.allowHttp,
          timeoutMs: processor.webhooks.timeout * 1_000,
        }),
    },
    {
      provide: DeliverWebhook,
      inject: [WebhookOutbox, WebhookCaller, APP_CONFIG, Metrics, LOGGER],
      useFactory: (
        outbox: WebhookOutbox,
        caller: WebhookCaller,
        { processor }: AppConfig,
        metrics: Metrics,
        logger: Logger,
      ) => new DeliverWebhook(outbox, caller, processor.webhooks, metrics, logger),
    },
    {
      provide: DispatchWebhooks,
      inject: [WebhookOutbox, WebhookDeliveryQueue, LOGGER],
      useFactory: (outbox: WebhookOutbox, queue: WebhookDeliveryQueue, logger: Logger) =>
        new DispatchWebhooks(outbox, queue, logger),
    },
    {
      provide: PruneDeliveries,
      inject: [WebhookOutbox, APP_CONFIG],
      useFactory: (outbox: WebhookOutbox, { processor }: AppConfig) =>
        new PruneDeliveries(outbox, processor.webhooks.retention),
    },
  ],
  exports: [DeliverWebhook, DispatchWebhooks, PruneDeliveries],
})
export class WebhooksModule implements OnApplicationShutdown {
  constructor(@Inject(WebhookCaller) private readonly caller: WebhookCaller) {}

  onApplicationShutdown(): void {
    this.caller.close();
  }
}
