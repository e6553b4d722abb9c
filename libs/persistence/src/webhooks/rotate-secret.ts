import type { WebhookRef } from '@waybill/domain';
import { IsNull, Not } from 'typeorm';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { guarded } from '../connection/database-errors.js';
import { inTransaction } from '../connection/sql.js';
import { WebhookSecretEntity } from '../entities/webhook-secret.entity.js';
import { lockWebhook } from './change-webhook.js';

/**
 * At most two secrets are valid at once: the new one, and the newest until now.
 * @param overlap seconds
 * @returns undefined where the tenant has no such webhook
 */
export async function rotateSecret(
  source: DataSource,
  ref: WebhookRef,
  secret: string,
  overlap: number,
): Promise<{ readonly previousExpiresAt: Date } | undefined> {
  return inTransaction(source, (manager) =>
    guarded(async () => {
      if (!(await lockWebhook(manager, ref))) return undefined;
      const endpointId = ref.webhookId;
      await manager.delete(WebhookSecretEntity, { endpointId, expiresAt: Not(IsNull()) });
      const { id } = await manager.findOneByOrFail(WebhookSecretEntity, { endpointId });
      await manager
        .createQueryBuilder()
        .update(WebhookSecretEntity)
        .set({ expiresAt: () => `now() + :overlap * interval '1 second'` })
        .where({ id })
        .setParameters({ overlap })
        .execute();
      await manager.insert(WebhookSecretEntity, { id: uuidv7(), endpointId, secret });
      const previous = await manager.findOneByOrFail(WebhookSecretEntity, { id });
      return previous.expiresAt ? { previousExpiresAt: previous.expiresAt } : undefined;
    }),
  );
}
