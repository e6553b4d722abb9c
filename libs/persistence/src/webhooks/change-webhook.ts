import type { Webhook, WebhookChange, WebhookRef } from '@waybill/domain';
import { MoreThanOrEqual } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { inTransaction } from '../connection/sql.js';
import { storableText } from '../connection/text.js';
import { present } from '../entities/present.js';
import { WebhookDeliveryEntity } from '../entities/webhook-delivery.entity.js';
import { WebhookEntity } from '../entities/webhook.entity.js';

/** @returns undefined where the tenant has no such webhook */
export async function changeWebhook(
  source: DataSource,
  ref: WebhookRef,
  { description, ...change }: WebhookChange,
): Promise<Webhook | undefined> {
  return inTransaction(source, (manager) =>
    guarded(async () => {
      const before = await lockWebhook(manager, ref);
      if (!before) return undefined;
      const { id } = before;
      const status = change.status ?? before.status;
      await manager.update(
        WebhookEntity,
        { id },
        {
          ...change,
          status,
          ...(description !== undefined && {
            description: description && storableText(description),
          }),
          ...(status !== before.status && STATUS_CHANGES[status]),
        },
      );
      if (status === 'active' && before.status === 'paused') await revive(manager, before);
      return present(await manager.findOneByOrFail(WebhookEntity, { id }));
    }),
  );
}

const STATUS_CHANGES = {
  paused: { pausedReason: 'requested', pausedAt: () => 'now()' },
  active: { pausedReason: null, pausedAt: null, failingSince: null, heldUntil: null },
} as const;

/**
 * What waited is due at once, with a full round of attempts; so is what ran out of attempts while
 * the endpoint was failing.
 */
async function revive(manager: EntityManager, webhook: WebhookEntity): Promise<void> {
  const { id: webhookId, failingSince } = webhook;
  const again = { status: 'pending', tries: 0, nextAttemptAt: () => 'now()' } as const;
  await manager.update(WebhookDeliveryEntity, { webhookId, status: 'pending' }, again);
  if (!failingSince) return;
  const lastAttemptAt = MoreThanOrEqual(failingSince);
  await manager.update(
    WebhookDeliveryEntity,
    { webhookId, status: 'failed', lastAttemptAt },
    again,
  );
}

/** Waits for whoever changes it now. */
export function lockWebhook(
  manager: EntityManager,
  { webhookId: id, tenantId }: WebhookRef,
): Promise<WebhookEntity | null> {
  const lock = { mode: 'for_no_key_update' } as const;
  return manager.findOne(WebhookEntity, { where: { id, tenantId }, lock });
}
