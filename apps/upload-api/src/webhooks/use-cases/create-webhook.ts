import { Injectable } from '@nestjs/common';
import type { CreateWebhookBody } from '@waybill/contracts';
import { checkWebhookUrl, type Webhook, WebhookRepository } from '@waybill/domain';
import { Ids } from '../../platform/ids.js';
import { WebhookSettings } from '../../platform/settings.js';
import { generateWebhookSecret } from '../webhook-secret.js';

/** From now on the tenant's events are sent there. */
@Injectable()
export class CreateWebhook {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly settings: WebhookSettings,
    private readonly ids: Ids,
  ) {}

  /** @throws DomainError webhook_url_refused, webhook_limit_reached */
  async execute(
    tenantId: string,
    body: CreateWebhookBody,
  ): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
    const url = checkWebhookUrl(body.url, this.settings);
    const secret = generateWebhookSecret();
    const webhook = await this.webhooks.create(
      { ...body, id: this.ids.next(), tenantId, url, secret },
      this.settings.maxPerTenant,
    );
    return { webhook, secret };
  }
}
