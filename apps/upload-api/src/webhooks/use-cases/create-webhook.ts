import { Injectable } from '@nestjs/common';
import type { CreateWebhookBody } from '@waybill/contracts';
import { type ActingTenant, checkWebhookUrl, type Webhook, TenantData } from '@waybill/domain';
import { Ids } from '../../platform/ids.js';
import { WebhookSettings } from '../../platform/settings.js';
import { generateWebhookSecret } from '../webhook-secret.js';

/** From now on the tenant's events are sent there. */
@Injectable()
export class CreateWebhook {
  constructor(
    private readonly data: TenantData,
    private readonly settings: WebhookSettings,
    private readonly ids: Ids,
  ) {}

  /** @throws DomainError webhook_url_refused, webhook_limit_reached */
  async execute(
    tenantId: ActingTenant,
    body: CreateWebhookBody,
  ): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
    const url = checkWebhookUrl(body.url, this.settings);
    const secret = generateWebhookSecret();
    const webhook = await this.data
      .of(tenantId)
      .webhooks.create(
        { ...body, id: this.ids.next(), tenantId, url, secret },
        this.settings.maxPerTenant,
      );
    return { webhook, secret };
  }
}
