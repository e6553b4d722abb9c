import { Injectable } from '@nestjs/common';
import { DomainError } from '@waybill/domain';
import {
  type DeliveryStatus,
  type Page,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookRef,
  TenantData,
} from '@waybill/domain';
import { requireWebhook } from '../require-webhook.js';

/** The delivery log. */
@Injectable()
export class ReadDeliveries {
  constructor(private readonly data: TenantData) {}

  /** @throws DomainError webhook_not_found */
  async list(
    ref: WebhookRef,
    query: { readonly limit: number; readonly before?: string; readonly status?: DeliveryStatus },
  ): Promise<Page<WebhookDelivery, string>> {
    requireWebhook(await this.data.of(ref.tenantId).webhooks.find(ref));
    return this.data.of(ref.tenantId).webhooks.deliveries(ref, query);
  }

  /** @throws DomainError webhook_not_found, webhook_delivery_not_found */
  async one(
    ref: WebhookRef,
    deliveryId: string,
  ): Promise<{ delivery: WebhookDelivery; attempts: readonly WebhookAttempt[] }> {
    requireWebhook(await this.data.of(ref.tenantId).webhooks.find(ref));
    return requireDelivery(await this.data.of(ref.tenantId).webhooks.delivery(ref, deliveryId));
  }

  /**
   * Sends it again, with the same id.
   * @throws DomainError webhook_not_found, webhook_delivery_not_found
   */
  async again(ref: WebhookRef, deliveryId: string): Promise<WebhookDelivery> {
    requireWebhook(await this.data.of(ref.tenantId).webhooks.find(ref));
    return requireDelivery(await this.data.of(ref.tenantId).webhooks.redeliver(ref, deliveryId));
  }
}

function requireDelivery<Found>(found: Found | undefined): Found {
  if (found === undefined) {
    throw new DomainError(
      'webhook_delivery_not_found',
      'There is no such delivery; old ones are forgotten.',
    );
  }
  return found;
}
