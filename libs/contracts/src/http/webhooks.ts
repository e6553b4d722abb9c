import { DELIVERY_STATUSES, WEBHOOK_PAUSE_REASONS, WEBHOOK_STATUSES } from '@waybill/vocabulary';
import { z } from 'zod';
import { webhookEventTypeSchema } from '../events/webhook-event.v1.js';
import { cursor, fileId, pageLimit, timestamp } from './common.js';

const webhookId = z
  .uuid()
  .meta({ description: 'UUIDv7', example: '019a9b0c-7f00-7000-8000-0000000000e1' });

const url = z.string().min(1).max(2_048).meta({
  description: 'https; a name, or an address of the public internet',
  example: 'https://example.com/waybill',
});
const types = z
  .array(webhookEventTypeSchema)
  .min(1)
  .max(50)
  .meta({ example: ['file.completed', 'file.failed'] });
const description = z.string().max(500);

export const webhookStatusSchema = z.enum(WEBHOOK_STATUSES);
export const deliveryStatusSchema = z.enum(DELIVERY_STATUSES);

export const createWebhookSchema = z
  .strictObject({
    url,
    types: types.optional().meta({ description: 'Leave out for all, and those to come' }),
    description: description.optional(),
  })
  .meta({ id: 'CreateWebhook' });

export const updateWebhookSchema = z
  .strictObject({
    url: url.optional(),
    types: types.nullish().meta({ description: 'null for all' }),
    description: description.nullish(),
    status: webhookStatusSchema.optional().meta({
      description: '`active` sends what waited, and what failed since the endpoint began to fail',
    }),
  })
  .refine((body) => Object.keys(body).length > 0, 'Say what to change.')
  .meta({ id: 'UpdateWebhook' });

/** Seconds. */
export const MAX_SECRET_OVERLAP = 7 * 86_400;

export const rotateSecretSchema = z
  .strictObject({
    overlap: z.number().int().min(0).max(MAX_SECRET_OVERLAP).default(86_400).meta({
      description: 'Seconds for which the secret until now signs as well',
    }),
  })
  .meta({ id: 'RotateSecret' });

export const webhookSchema = z
  .object({
    id: webhookId,
    url: z.string(),
    types: z
      .array(webhookEventTypeSchema)
      .optional()
      .meta({ description: 'Absent for all of them' }),
    description: z.string().optional(),
    status: webhookStatusSchema,
    pausedReason: z.enum(WEBHOOK_PAUSE_REASONS).optional(),
    pausedAt: timestamp.optional(),
    failingSince: timestamp
      .optional()
      .meta({ description: 'Absent while the last call succeeded' }),
    createdAt: timestamp,
  })
  .meta({ id: 'Webhook' });

const secret = z.string().meta({
  description: 'Shown this once: what the receiver verifies signatures with',
  example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
});

export const createdWebhookSchema = webhookSchema.extend({ secret }).meta({ id: 'CreatedWebhook' });

export const rotatedSecretSchema = z
  .object({
    secret,
    previousExpiresAt: timestamp.meta({ description: 'Until then both secrets sign' }),
  })
  .meta({ id: 'RotatedSecret' });

export const listWebhooksQuerySchema = z.object({ limit: pageLimit(100, 50), cursor });

export const webhookListSchema = z
  .object({ items: z.array(webhookSchema), nextCursor: z.string().optional() })
  .meta({ id: 'WebhookList' });

export const listDeliveriesQuerySchema = z.object({
  status: deliveryStatusSchema.optional(),
  limit: pageLimit(200, 50),
  cursor,
});

export const deliverySchema = z
  .object({
    id: z.uuid().meta({ description: 'The `webhook-id` of every attempt' }),
    eventId: z.string().meta({ description: "The event's `id` in the body" }),
    type: z.union([webhookEventTypeSchema, z.literal('webhook.test')]),
    fileId: fileId.optional(),
    status: deliveryStatusSchema.meta({ description: '`failed`: not tried again by itself' }),
    attempts: z.number().int(),
    nextAttemptAt: timestamp.optional(),
    lastStatusCode: z.number().int().optional(),
    lastError: z.string().optional(),
    createdAt: timestamp,
    deliveredAt: timestamp.optional(),
  })
  .meta({ id: 'Delivery' });

export const deliveryListSchema = z
  .object({ items: z.array(deliverySchema), nextCursor: z.string().optional() })
  .meta({ id: 'DeliveryList' });

export const deliveryDetailSchema = deliverySchema
  .extend({
    log: z
      .array(
        z.object({
          number: z.number().int(),
          at: timestamp,
          durationMs: z.number().int(),
          statusCode: z.number().int().optional(),
          error: z.string().optional(),
          response: z.string().optional().meta({ description: 'The first KiB of the answer' }),
        }),
      )
      .meta({ description: 'Each attempt, oldest first' }),
  })
  .meta({ id: 'DeliveryDetail' });

export type CreateWebhookBody = z.output<typeof createWebhookSchema>;
export type UpdateWebhookBody = z.output<typeof updateWebhookSchema>;
export type RotateSecretBody = z.output<typeof rotateSecretSchema>;
export type ListWebhooksQuery = z.output<typeof listWebhooksQuerySchema>;
export type ListDeliveriesQuery = z.output<typeof listDeliveriesQuerySchema>;
export type WebhookBody = z.infer<typeof webhookSchema>;
export type CreatedWebhookBody = z.infer<typeof createdWebhookSchema>;
export type RotatedSecretBody = z.infer<typeof rotatedSecretSchema>;
export type WebhookListBody = z.infer<typeof webhookListSchema>;
export type DeliveryBody = z.infer<typeof deliverySchema>;
export type DeliveryListBody = z.infer<typeof deliveryListSchema>;
export type DeliveryDetailBody = z.infer<typeof deliveryDetailSchema>;
