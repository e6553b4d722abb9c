import type { CreateWebhookBody } from '@waybill/contracts';
import { checkWebhookUrl, type Webhook, type WebhookRepository } from '@waybill/domain';
import type { WebhookUrlRules } from '@waybill/domain';
import { generateWebhookSecret } from '../webhook-secret.js';

/** From now on the tenant's events are sent there. */
export class CreateWebhook {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly rules: WebhookUrlRules,
    private readonly maxPerTenant: number,
    private readonly ids: { next(): string },
  ) {}

  /** @throws DomainError webhook_url_refused, webhook_limit_reached */
  async execute(
    tenantId: string,
    body: CreateWebhookBody,
  ): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
    const url = checkWebhookUrl(body.url, this.rules);
    const secret = generateWebhookSecret();
    const webhook = await this.webhooks.create(
      { ...body, id: this.ids.next(), tenantId, url, secret },
      this.maxPerTenant,
    );
    return { webhook, secret };
  }
}
