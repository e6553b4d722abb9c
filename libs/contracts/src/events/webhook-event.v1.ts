import { ENDPOINT_FAILURES } from '@waybill/vocabulary';
import { z } from 'zod';
import { fileEventTypeSchema, tenantEventTypeSchema } from './file-event.v1.js';

/** Before the type of every event, so that it is unique wherever it goes (CloudEvents: `type`). */
export const WEBHOOK_TYPE_PREFIX = 'io.waybill.';

/** The media type of structured mode; CloudEvents HTTP binding 1.0.2, section 3.2. */
export const CLOUD_EVENT_MEDIA_TYPE = 'application/cloudevents+json';

/** What an endpoint can ask for. */
export const webhookEventTypeSchema = z.enum([
  ...fileEventTypeSchema.options,
  ...tenantEventTypeSchema.options,
]);

const prefixed = <Type extends string>(type: Type) => `${WEBHOOK_TYPE_PREFIX}${type}` as const;

/** CloudEvents 1.0, JSON format. */
const envelope = {
  specversion: z.literal('1.0'),
  id: z.string().min(1).meta({
    description:
      "The event's position in the journal, the `id` of the event streams too: the same for every endpoint that gets it",
    example: '1042',
  }),
  source: z.string().min(1).meta({ description: 'Which installation', example: '/waybill' }),
  time: z.iso.datetime().meta({ description: 'When it happened' }),
  datacontenttype: z.literal('application/json'),
};

const fileType = z.enum(fileEventTypeSchema.options.map(prefixed));

/** Something happened to a file; what else `data` holds is what the journal has. */
export const webhookFileEventV1 = z
  .object({
    ...envelope,
    type: fileType,
    subject: z.uuid().meta({ description: 'Id of the file' }),
    data: z.object({ fileId: z.uuid() }).loose(),
  })
  .meta({ id: 'WebhookFileEvent' });

/** A webhook of the tenant was paused, because its endpoint has been failing or is gone. */
export const webhookPausedEventV1 = z
  .object({
    ...envelope,
    type: z.literal(prefixed('webhook.paused')),
    subject: z.uuid().meta({ description: 'Id of the webhook' }),
    data: z.object({
      endpointId: z.uuid(),
      reason: z.enum(ENDPOINT_FAILURES),
      failingSince: z.iso.datetime().optional(),
    }),
  })
  .meta({ id: 'WebhookPausedEvent' });

/** Sent on request, to one endpoint, to try it out. */
export const webhookTestEventV1 = z
  .object({
    ...envelope,
    id: z.string().min(1).meta({ description: 'As `webhook-id`: the journal has no tests' }),
    type: z.literal(prefixed('webhook.test')),
    subject: z.uuid().meta({ description: 'Id of the webhook' }),
    data: z.object({ endpointId: z.uuid() }),
  })
  .meta({ id: 'WebhookTestEvent' });

/** The body of a webhook. */
export const webhookEventV1 = z
  .discriminatedUnion('type', [webhookFileEventV1, webhookPausedEventV1, webhookTestEventV1])
  .meta({ id: 'WebhookEvent' });

export type WebhookEventV1 = z.infer<typeof webhookEventV1>;
