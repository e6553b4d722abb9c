import { WebhookDeliveryQueue } from '@waybill/domain';
import type { JobProducer } from './job-producer.js';

/** A delivery that is due is asked for every second: while its job waits, that changes nothing. */
export class BullmqWebhookDeliveryQueue extends WebhookDeliveryQueue {
  constructor(private readonly producer: JobProducer<'webhookDeliveries'>) {
    super();
  }

  override async enqueue(deliveryIds: readonly string[]): Promise<void> {
    await this.producer.add(
      deliveryIds.map((deliveryId) => ({
        data: { version: 1, deliveryId },
        oneAtATime: deliveryId,
      })),
    );
  }
}
