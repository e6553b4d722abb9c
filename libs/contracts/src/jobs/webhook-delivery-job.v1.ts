import { z } from 'zod';

/** A delivery that may be due; its row decides. */
export const webhookDeliveryJobV1 = z.object({
  version: z.literal(1),
  deliveryId: z.uuid(),
});

export type WebhookDeliveryJobV1 = z.infer<typeof webhookDeliveryJobV1>;
