import { DomainError } from '@waybill/domain';
import type { NewWebhook, Webhook } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { guarded } from '../connection/database-errors.js';
import { inTransaction } from '../connection/sql.js';
import { storableText } from '../connection/text.js';
import { JournalRelayEntity } from '../entities/journal-relay.entity.js';
import { present } from '../entities/present.js';
import { TenantEntity } from '../entities/tenant.entity.js';
import { WebhookSecretEntity } from '../entities/webhook-secret.entity.js';
import { WebhookEntity } from '../entities/webhook.entity.js';

/** @throws DomainError webhook_limit_reached, database_unavailable */
export async function createWebhook(
  source: DataSource,
  { secret, description, ...webhook }: NewWebhook,
  limit: number,
): Promise<Webhook> {
  const { id, tenantId } = webhook;
  return inTransaction(source, (manager) =>
    guarded(async () => {
      // Of several at once each counts those before it.
      const lock = { mode: 'for_no_key_update' } as const;
      await manager.findOne(TenantEntity, { where: { id: tenantId }, lock });
      if ((await manager.countBy(WebhookEntity, { tenantId })) >= limit) {
        throw new DomainError('webhook_limit_reached', `A tenant has at most ${limit} webhooks.`);
      }
      const { lastPosition } = await manager.findOneByOrFail(JournalRelayEntity, { id: 1 });
      await manager.insert(WebhookEntity, {
        ...webhook,
        ...(description !== undefined && { description: storableText(description) }),
        afterPosition: lastPosition,
      });
      await manager.insert(WebhookSecretEntity, { id: uuidv7(), endpointId: id, secret });
      return present(await manager.findOneByOrFail(WebhookEntity, { id }));
    }),
  );
}
