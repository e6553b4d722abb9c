/** `paused`: nothing is sent, and what happens meanwhile waits for it. */
export const WEBHOOK_STATUSES = ['active', 'paused'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** Why Waybill itself pauses an endpoint: it fails for too long, or it answered 410. */
export const ENDPOINT_FAILURES = ['failing', 'gone'] as const;

/** `requested` by the tenant, or for a failure. */
export const WEBHOOK_PAUSE_REASONS = ['requested', ...ENDPOINT_FAILURES] as const;
export type WebhookPauseReason = (typeof WEBHOOK_PAUSE_REASONS)[number];

/** `failed`: no further attempt comes by itself. */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
