import { Injectable } from '@nestjs/common';
import { type WebhookRef, TenantData } from '@waybill/domain';
import { requireWebhook } from '../require-webhook.js';
import { generateWebhookSecret } from '../webhook-secret.js';

/** A new secret; the one until now signs beside it for a while, so that receivers can follow. */
@Injectable()
export class RotateSecret {
  constructor(private readonly data: TenantData) {}

  /**
   * @param overlap seconds
   * @throws DomainError webhook_not_found
   */
  async execute(
    ref: WebhookRef,
    overlap: number,
  ): Promise<{ readonly secret: string; readonly previousExpiresAt: Date }> {
    const secret = generateWebhookSecret();
    const rotated = requireWebhook(
      await this.data.of(ref.tenantId).webhooks.rotateSecret(ref, secret, overlap),
    );
    return { secret, ...rotated };
  }
}
