import { Injectable } from '@nestjs/common';
import type { UpdateWebhookBody } from '@waybill/contracts';
import { checkWebhookUrl, type Webhook, type WebhookRef, TenantData } from '@waybill/domain';
import { WebhookSettings } from '../../platform/settings.js';
import { requireWebhook } from '../require-webhook.js';

@Injectable()
export class ChangeWebhook {
  constructor(
    private readonly data: TenantData,
    private readonly settings: WebhookSettings,
  ) {}

  /** @throws DomainError webhook_not_found, webhook_url_refused */
  async execute(ref: WebhookRef, body: UpdateWebhookBody): Promise<Webhook> {
    const { url, ...rest } = body;
    const change = {
      ...rest,
      ...(url !== undefined && { url: checkWebhookUrl(url, this.settings) }),
    };
    return requireWebhook(await this.data.of(ref.tenantId).webhooks.change(ref, change));
  }
}
