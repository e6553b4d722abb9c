import type { UpdateWebhookBody } from '@waybill/contracts';
import { checkWebhookUrl } from '@waybill/domain';
import type { Webhook, WebhookRef, WebhookRepository, WebhookUrlRules } from '@waybill/domain';
import { requireWebhook } from '../require-webhook.js';

export class ChangeWebhook {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly rules: WebhookUrlRules,
  ) {}

  /** @throws DomainError webhook_not_found, webhook_url_refused */
  async execute(ref: WebhookRef, body: UpdateWebhookBody): Promise<Webhook> {
    const { url, ...rest } = body;
    const change = { ...rest, ...(url !== undefined && { url: checkWebhookUrl(url, this.rules) }) };
    return requireWebhook(await this.webhooks.change(ref, change));
  }
}
