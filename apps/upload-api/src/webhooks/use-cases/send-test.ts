import type { WebhookDelivery, WebhookRef, WebhookRepository } from '@waybill/domain';
import { requireWebhook } from '../require-webhook.js';

/** A `webhook.test` for one endpoint, whatever types it has asked for. */
export class SendTest {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly ids: { next(): string },
  ) {}

  /** @throws DomainError webhook_not_found */
  async execute(ref: WebhookRef): Promise<WebhookDelivery> {
    return requireWebhook(await this.webhooks.addTest(ref, this.ids.next()));
  }
}
