import { z } from 'zod';
import {
  count,
  flag,
  readEnvironment,
  seconds,
  variable,
  type Environment,
  type Settings,
} from './env.js';
import { entries, networks } from './lists.js';

const DAY = 86_400;

/** With full jitter, half of their sum on average: about a day. */
const RETRY_DELAYS = '10,60,300,1800,3600,7200,14400,28800,57600,57600';

const delays = entries
  .transform((list) => list.map(Number))
  .refine(
    (list) => list.length <= 50 && list.every((entry) => entry > 0 && entry <= 7 * DAY),
    'must be 1 to 50 numbers of seconds, with commas between',
  )
  .prefault(RETRY_DELAYS);

// A URI reference (CloudEvents 1.0.2, "source"): without spaces, which is all that a slip could be.
const eventSource = z.string().regex(/^\S+$/u, 'must be a URI reference').default('/waybill');

/** Where webhooks may be sent to; both services go by it. */
export const webhookTargetSettings = z.object({
  allowHttp: variable('WAYBILL_WEBHOOK_ALLOW_HTTP', flag(false)),
  /** Addresses and CIDRs that are allowed although they are not public. */
  allowedNetworks: variable('WAYBILL_WEBHOOK_ALLOWED_NETWORKS', networks),
  /** Webhooks that a tenant may have. */
  maxPerTenant: variable('WAYBILL_WEBHOOKS_PER_TENANT', count(20)),
});
export type WebhookTargetConfig = Settings<typeof webhookTargetSettings>;

/** How webhooks are sent. Times in seconds. */
export const webhookDeliverySettings = z.object({
  concurrency: variable('WAYBILL_WEBHOOK_CONCURRENCY', count(16)),
  /** For one call, from the look-up of the name to the end of the answer. */
  timeout: variable('WAYBILL_WEBHOOK_TIMEOUT', seconds(15)),
  /** The upper bound of each pause between two attempts; one attempt more than it has entries. */
  retryDelays: variable('WAYBILL_WEBHOOK_RETRY_DELAYS', delays),
  /** Without any success after which a failure pauses the endpoint. */
  pauseAfter: variable('WAYBILL_WEBHOOK_PAUSE_AFTER', seconds(DAY)),
  /** How long deliveries are kept after their last attempt, sent or not. */
  retention: variable('WAYBILL_WEBHOOK_RETENTION', seconds(30 * DAY)),
  /** CloudEvents `source`. */
  eventSource: variable('WAYBILL_EVENT_SOURCE', eventSource),
});

export function loadWebhookTargetConfig(env?: Environment): WebhookTargetConfig {
  return readEnvironment(webhookTargetSettings, env);
}
