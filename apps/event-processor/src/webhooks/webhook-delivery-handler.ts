import { Injectable } from '@nestjs/common';
import type { WebhookDeliveryJobV1 } from '@waybill/contracts';
import type { JobContext, QueueHandler } from '@waybill/messaging';
import { DeliverWebhook } from './deliver-webhook.js';

/** The queue `webhook-deliveries`. */
@Injectable()
export class WebhookDeliveryHandler implements QueueHandler<WebhookDeliveryJobV1> {
  constructor(private readonly deliver: DeliverWebhook) {}

  async handle({ deliveryId }: WebhookDeliveryJobV1, { signal }: JobContext): Promise<void> {
    await this.deliver.execute(deliveryId, signal);
  }

  /** The row is still due, or will be when its lease ends: it is asked for again. */
  exhausted(): Promise<void> {
    return Promise.resolve();
  }
}
