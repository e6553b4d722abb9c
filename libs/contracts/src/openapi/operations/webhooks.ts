import {
  createWebhookSchema,
  createdWebhookSchema,
  deliveryDetailSchema,
  deliveryListSchema,
  deliverySchema,
  listDeliveriesQuerySchema,
  listWebhooksQuerySchema,
  rotateSecretSchema,
  rotatedSecretSchema,
  updateWebhookSchema,
  webhookListSchema,
  webhookSchema,
} from '../../http/webhooks.js';
import { deliveryExample, webhookExample } from '../examples.js';
import { answer, page, type Operation } from '../operation.js';
import { deliveryParams, webhookParams } from '../parameters.js';

const SIGNING =
  'Each event is POSTed as a CloudEvent 1.0 (`application/cloudevents+json`), signed by Standard ' +
  'Webhooks 1.0: `webhook-id` (the same in every attempt, to know repeats by), ' +
  '`webhook-timestamp`, `webhook-signature`. Any 2xx is success; redirects are not followed; 410 ' +
  'pauses the webhook. What fails is sent again over about a day, in no order. An endpoint that ' +
  'has failed for a day is paused, with `webhook.paused` in the journal.';

const common = { tag: 'Webhooks', access: 'webhooks:write' } as const;

export const webhookOperations: readonly Operation[] = [
  {
    ...common,
    id: 'createWebhook',
    method: 'post',
    path: '/v1/webhooks',
    summary: 'Have events sent to a URL',
    description: `${SIGNING} It gets what happens from now on.`,
    body: {
      schema: createWebhookSchema,
      required: true,
      examples: {
        'What ends well or badly': {
          url: webhookExample.url,
          types: ['file.completed', 'file.failed'],
        },
        Everything: { url: webhookExample.url },
      },
    },
    responses: [
      {
        status: 201,
        description: 'The webhook, with its secret',
        schema: createdWebhookSchema,
        headers: { Location: 'Of the webhook' },
        example: { ...webhookExample, secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' },
      },
    ],
    problems: ['webhook_url_refused', 'webhook_limit_reached'],
  },
  {
    ...common,
    id: 'listWebhooks',
    method: 'get',
    path: '/v1/webhooks',
    summary: "The tenant's webhooks, newest first",
    query: listWebhooksQuerySchema,
    responses: [page(webhookListSchema, webhookExample)],
    problems: ['cursor_invalid'],
  },
  {
    ...common,
    id: 'getWebhook',
    method: 'get',
    path: '/v1/webhooks/{id}',
    summary: 'One webhook',
    params: webhookParams,
    responses: [answer(200, 'It', webhookSchema, webhookExample)],
    problems: ['webhook_not_found'],
  },
  {
    ...common,
    id: 'updateWebhook',
    method: 'patch',
    path: '/v1/webhooks/{id}',
    summary: 'Change, pause or resume a webhook',
    params: webhookParams,
    body: {
      schema: updateWebhookSchema,
      required: true,
      examples: { Resume: { status: 'active' }, 'All types': { types: null } },
    },
    responses: [answer(200, 'As it is now', webhookSchema, webhookExample)],
    problems: ['webhook_not_found', 'webhook_url_refused'],
  },
  {
    ...common,
    id: 'deleteWebhook',
    method: 'delete',
    path: '/v1/webhooks/{id}',
    summary: 'Forget a webhook, its log and what waits for it',
    params: webhookParams,
    responses: [{ status: 204, description: 'Forgotten' }],
    problems: ['webhook_not_found'],
  },
  {
    ...common,
    id: 'rotateWebhookSecret',
    method: 'post',
    path: '/v1/webhooks/{id}/rotate-secret',
    summary: 'A new secret',
    description:
      'The secret until now signs as well for `overlap` seconds; older ones end at once. With two ' +
      'valid secrets `webhook-signature` has two signatures, so either verifies.',
    params: webhookParams,
    body: { schema: rotateSecretSchema, required: false, examples: { 'At once': { overlap: 0 } } },
    responses: [answer(200, 'The secret', rotatedSecretSchema)],
    problems: ['webhook_not_found'],
  },
  {
    ...common,
    id: 'testWebhook',
    method: 'post',
    path: '/v1/webhooks/{id}/test',
    summary: 'Send a webhook.test to try the endpoint',
    params: webhookParams,
    responses: [answer(202, 'On its way', deliverySchema)],
    problems: ['webhook_not_found'],
  },
  {
    ...common,
    id: 'listDeliveries',
    method: 'get',
    path: '/v1/webhooks/{id}/deliveries',
    summary: 'The delivery log, newest first',
    params: webhookParams,
    query: listDeliveriesQuerySchema,
    responses: [page(deliveryListSchema, deliveryExample)],
    problems: ['webhook_not_found', 'cursor_invalid'],
  },
  {
    ...common,
    id: 'getDelivery',
    method: 'get',
    path: '/v1/webhooks/{id}/deliveries/{deliveryId}',
    summary: 'One delivery with each of its attempts',
    params: deliveryParams,
    responses: [answer(200, 'It', deliveryDetailSchema)],
    problems: ['webhook_not_found', 'webhook_delivery_not_found'],
  },
  {
    ...common,
    id: 'redeliver',
    method: 'post',
    path: '/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver',
    summary: 'Send a delivery again, with the same webhook-id',
    description: 'At once, and as often as a new one if it fails. Of a paused webhook it waits.',
    params: deliveryParams,
    responses: [answer(202, 'On its way', deliverySchema)],
    problems: ['webhook_not_found', 'webhook_delivery_not_found'],
  },
];
