import { z } from 'zod';
import { fileId } from '../http/common.js';

export const fileParams = z.object({ id: fileId });

export const chunkParams = fileParams.extend({
  number: z.number().int().min(1).max(10_000).meta({ description: 'From 1', example: 1 }),
});

export const keyParams = z.object({ id: z.uuid().meta({ description: 'Id of the key' }) });

export const tenantParams = z.object({ id: z.uuid().meta({ description: 'Id of the tenant' }) });

export const uploadTokenParams = z.object({
  id: z.uuid().meta({ description: 'Id of the token' }),
});

export const letterParams = z.object({
  id: z.string().meta({ description: 'Number of the letter', example: '42' }),
});

export const webhookParams = z.object({ id: z.uuid().meta({ description: 'Id of the webhook' }) });

export const deliveryParams = webhookParams.extend({
  deliveryId: z.uuid().meta({ description: 'Id of the delivery' }),
});

export const idempotencyHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({
      description:
        'Makes a retry safe: the same key with the same body answers with the file that it made ' +
        'first, and `Idempotency-Replayed: true`; with another body it is refused.',
      example: 'b3c1e8f2-invoice-2041',
    }),
});

export const preferHeaders = z.object({
  Prefer: z.string().optional().meta({
    description:
      'RFC 7240. `wait=SECONDS` holds the answer back until the file is completed, at most 60 s.',
    example: 'wait=30',
  }),
});

export const resumeHeaders = z.object({
  'Last-Event-ID': z.string().optional().meta({
    description: 'The `id` of the last event that was received: the stream goes on after it.',
    example: '1042',
  }),
});
