import { Injectable } from '@nestjs/common';
import { isUuid, WebhookRepository } from '@waybill/domain';
import type {
  DeliveryStatus,
  NewWebhook,
  Page,
  Webhook,
  WebhookAttempt,
  WebhookChange,
  WebhookDelivery,
  WebhookRef,
} from '@waybill/domain';
import { LessThan } from 'typeorm';
import { DataSource } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { pageOf } from '../connection/page-of.js';
import { present } from '../entities/present.js';
import { WebhookAttemptEntity } from '../entities/webhook-attempt.entity.js';
import { WebhookDeliveryEntity } from '../entities/webhook-delivery.entity.js';
import { WebhookEntity } from '../entities/webhook.entity.js';
import { changeWebhook } from './change-webhook.js';
import { createWebhook } from './create-webhook.js';
import { rotateSecret } from './rotate-secret.js';

/** What a tenant sees of an attempt. */
const ATTEMPT = {
  number: true,
  at: true,
  durationMs: true,
  statusCode: true,
  error: true,
  response: true,
} as const;

/** Tenants' webhooks. Every method may throw DomainError `database_unavailable`. */
@Injectable()
export class PgWebhookRepository extends WebhookRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override create(webhook: NewWebhook, limit: number): Promise<Webhook> {
    return createWebhook(this.source, webhook, limit);
  }

  override async find({ webhookId: id, tenantId }: WebhookRef): Promise<Webhook | undefined> {
    if (!isUuid(id)) return undefined;
    const row = await guarded(() => this.webhooks.findOneBy({ id, tenantId }));
    return row ? present(row) : undefined;
  }

  override async list(
    tenantId: string,
    { limit, before }: { readonly limit: number; readonly before?: string },
  ): Promise<Page<Webhook, string>> {
    const rows = await guarded(() =>
      this.webhooks.find({
        where: { tenantId, ...(before !== undefined && { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: limit + 1,
      }),
    );
    return pageOf(rows, limit, present, ({ id }) => id);
  }

  override async change(ref: WebhookRef, change: WebhookChange): Promise<Webhook | undefined> {
    return isUuid(ref.webhookId) ? changeWebhook(this.source, ref, change) : undefined;
  }

  override async remove({ webhookId: id, tenantId }: WebhookRef): Promise<boolean> {
    if (!isUuid(id)) return false;
    const { affected } = await guarded(() => this.webhooks.delete({ id, tenantId }));
    return affected === 1;
  }

  override async rotateSecret(
    ref: WebhookRef,
    secret: string,
    overlap: number,
  ): Promise<{ readonly previousExpiresAt: Date } | undefined> {
    return isUuid(ref.webhookId) ? rotateSecret(this.source, ref, secret, overlap) : undefined;
  }

  override async deliveries(
    ref: WebhookRef,
    query: { readonly limit: number; readonly before?: string; readonly status?: DeliveryStatus },
  ): Promise<Page<WebhookDelivery, string>> {
    if (!(await this.find(ref))) return { items: [] };
    const { limit, before, status } = query;
    const rows = await guarded(() =>
      this.sent.find({
        where: {
          webhookId: ref.webhookId,
          ...(before !== undefined && { id: LessThan(before) }),
          ...(status && { status }),
        },
        order: { id: 'DESC' },
        take: limit + 1,
      }),
    );
    return pageOf(rows, limit, toDelivery, ({ id }) => id);
  }

  override async delivery(
    ref: WebhookRef,
    deliveryId: string,
  ): Promise<{ delivery: WebhookDelivery; attempts: readonly WebhookAttempt[] } | undefined> {
    const delivery = await this.findDelivery(ref, deliveryId);
    if (!delivery) return undefined;
    const attempts = await guarded(() =>
      this.source.manager.find(WebhookAttemptEntity, {
        select: ATTEMPT,
        where: { deliveryId },
        order: { number: 'ASC' },
      }),
    );
    return { delivery, attempts: attempts.map(present) };
  }

  override async redeliver(
    ref: WebhookRef,
    deliveryId: string,
  ): Promise<WebhookDelivery | undefined> {
    if (!(await this.findDelivery(ref, deliveryId))) return undefined;
    const again = { status: 'pending', tries: 0, nextAttemptAt: () => 'now()' } as const;
    await guarded(() => this.sent.update({ id: deliveryId }, again));
    return this.findDelivery(ref, deliveryId);
  }

  override async addTest(
    ref: WebhookRef,
    deliveryId: string,
  ): Promise<WebhookDelivery | undefined> {
    const { webhookId } = ref;
    if (!(await this.find(ref))) return undefined;
    await guarded(() =>
      this.sent.insert({
        id: deliveryId,
        webhookId,
        type: 'webhook.test',
        at: () => 'clock_timestamp()',
        data: { endpointId: webhookId },
      }),
    );
    return this.findDelivery(ref, deliveryId);
  }

  private async findDelivery(ref: WebhookRef, id: string): Promise<WebhookDelivery | undefined> {
    if (!isUuid(id) || !(await this.find(ref))) return undefined;
    const row = await guarded(() => this.sent.findOneBy({ id, webhookId: ref.webhookId }));
    return row ? toDelivery(row) : undefined;
  }

  private get webhooks() {
    return this.source.getRepository(WebhookEntity);
  }

  private get sent() {
    return this.source.getRepository(WebhookDeliveryEntity);
  }
}

function toDelivery(row: WebhookDeliveryEntity): WebhookDelivery {
  const { nextAttemptAt, ...delivery } = present(row);
  return { ...delivery, ...(row.status === 'pending' && { nextAttemptAt }) };
}
