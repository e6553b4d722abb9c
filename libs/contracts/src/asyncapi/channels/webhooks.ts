import {
  CLOUD_EVENT_MEDIA_TYPE,
  WEBHOOK_TYPE_PREFIX,
  webhookFileEventV1,
  webhookPausedEventV1,
  webhookTestEventV1,
} from '../../events/webhook-event.v1.js';
import { fileExample, webhookExample } from '../../openapi/examples.js';
import type { EventChannel, EventMessage } from '../channel.js';

const envelope = {
  specversion: '1.0',
  id: '1042',
  source: '/waybill',
  time: '2025-11-19T10:01:00.000Z',
  datacontenttype: 'application/json',
};

const message = (
  name: string,
  summary: string,
  payload: EventMessage['payload'],
  event: { type: string; subject: string; data: object },
): EventMessage => ({
  name,
  summary,
  payload,
  contentType: CLOUD_EVENT_MEDIA_TYPE,
  example: { ...envelope, ...event, type: `${WEBHOOK_TYPE_PREFIX}${event.type}` },
});

const endpoint = { subject: webhookExample.id, data: { endpointId: webhookExample.id } };

export const webhookChannels: readonly EventChannel[] = [
  {
    id: 'webhooks',
    // Each subscriber names its own URL.
    address: null,
    server: 'subscriber',
    description:
      'Webhooks: CloudEvents 1.0 in structured JSON, signed by Standard Webhooks (`webhook-id`, ' +
      '`webhook-timestamp`, `webhook-signature`). At least once, in no order; a repeat bears the same ' +
      '`webhook-id`. 2xx is success; anything else is sent again over about a day.',
    action: 'send',
    method: 'POST',
    summary: "What happens to the tenant's files, sent to its own services",
    messages: [
      message('webhookFileEvent', 'Something happened to a file', webhookFileEventV1, {
        type: 'file.completed',
        subject: fileExample.id,
        data: { fileId: fileExample.id },
      }),
      message('webhookPaused', 'Another webhook of the tenant was paused', webhookPausedEventV1, {
        type: 'webhook.paused',
        subject: endpoint.subject,
        data: { ...endpoint.data, reason: 'failing' },
      }),
      message('webhookTest', 'Sent on request, to try the endpoint out', webhookTestEventV1, {
        type: 'webhook.test',
        ...endpoint,
      }),
    ],
  },
];
