import type { WebhookRef } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, rowsOf } from '../connection/sql.js';
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
  return inTransaction(source, async (manager) => {
    if (!(await lockWebhook(manager, ref))) return undefined;
    await rowsOf(
      manager,
      'DELETE FROM webhook_secrets WHERE endpoint_id = $1 AND expires_at IS NOT NULL',
      [ref.webhookId],
    );
    const [previous] = await rowsOf<{ expires_at: Date }>(
      manager,
      `UPDATE webhook_secrets SET expires_at = now() + $2 * interval '1 second'
       WHERE endpoint_id = $1 RETURNING expires_at`,
      [ref.webhookId, overlap],
    );
    if (!previous) throw new Error(`The webhook ${ref.webhookId} has no secret.`);
    await rowsOf(
      manager,
      'INSERT INTO webhook_secrets (id, endpoint_id, secret) VALUES ($1, $2, $3)',
      [uuidv7(), ref.webhookId, secret],
    );
    return { previousExpiresAt: previous.expires_at };
  });
}
