import { Injectable } from '@nestjs/common';
import { type WebhookDelivery, type WebhookRef, TenantData } from '@waybill/domain';
import { Ids } from '../../platform/ids.js';
import { requireWebhook } from '../require-webhook.js';

/** A `webhook.test` for one endpoint, whatever types it has asked for. */
@Injectable()
export class SendTest {
  constructor(
    private readonly data: TenantData,
    private readonly ids: Ids,
  ) {}

  /** @throws DomainError webhook_not_found */
  async execute(ref: WebhookRef): Promise<WebhookDelivery> {
    return requireWebhook(await this.data.of(ref.tenantId).webhooks.addTest(ref, this.ids.next()));
  }
}
