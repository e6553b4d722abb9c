import { WEBHOOK_TYPE_PREFIX, webhookEventV1, type WebhookEventV1 } from '@waybill/contracts';
import type { ClaimedDelivery } from '@waybill/domain';

type Told = Pick<
  ClaimedDelivery,
  'id' | 'webhookId' | 'position' | 'type' | 'fileId' | 'at' | 'data'
>;

/**
 * The event as a CloudEvent 1.0 in structured mode. The same for every attempt and, but for a test,
 * for every endpoint: `source` and `id` together name the event.
 * @throws ZodError where it would not be what the contract says
 */
export function cloudEvent(delivery: Told, source: string): WebhookEventV1 {
  const { id, webhookId, position, type, fileId, at, data } = delivery;
  const { endpointId = webhookId } = data;
  return webhookEventV1.parse({
    specversion: '1.0',
    id: position === undefined ? id : String(position),
    source,
    type: `${WEBHOOK_TYPE_PREFIX}${type}`,
    subject: fileId ?? endpointId,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    data: fileId === undefined ? data : { ...data, fileId },
  });
}
