import type { DeliveryBody, DeliveryDetailBody, WebhookBody } from '@waybill/contracts';
import type { Webhook, WebhookAttempt, WebhookDelivery } from '@waybill/domain';

export function webhookBody(webhook: Webhook): WebhookBody {
  return {
    id: webhook.id,
    url: webhook.url,
    types: webhook.types && [...webhook.types],
    description: webhook.description,
    status: webhook.status,
    pausedReason: webhook.pausedReason,
    pausedAt: webhook.pausedAt?.toISOString(),
    failingSince: webhook.failingSince?.toISOString(),
    createdAt: webhook.createdAt.toISOString(),
  };
}

export function deliveryBody(delivery: WebhookDelivery): DeliveryBody {
  return {
    id: delivery.id,
    eventId: delivery.position === undefined ? delivery.id : String(delivery.position),
    type: delivery.type,
    fileId: delivery.fileId,
    status: delivery.status,
    attempts: delivery.attempts,
    nextAttemptAt: delivery.nextAttemptAt?.toISOString(),
    lastStatusCode: delivery.lastStatusCode,
    lastError: delivery.lastError,
    createdAt: delivery.createdAt.toISOString(),
    deliveredAt: delivery.deliveredAt?.toISOString(),
  };
}

export function deliveryDetailBody(
  delivery: WebhookDelivery,
  attempts: readonly WebhookAttempt[],
): DeliveryDetailBody {
  return {
    ...deliveryBody(delivery),
    log: attempts.map((attempt) => ({ ...attempt, at: attempt.at.toISOString() })),
  };
}
