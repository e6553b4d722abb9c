import { isIP } from 'node:net';
import { z } from 'zod';
import { count, flag, readEnvironment, seconds, type Environment } from './env.js';

/** Where webhooks may be sent to; both services go by it. */
export interface WebhookTargetConfig {
  readonly allowHttp: boolean;
  /** Addresses and CIDRs that are allowed although they are not public. */
  readonly allowedNetworks: readonly string[];
  /** Webhooks that a tenant may have. */
  readonly maxPerTenant: number;
}

/** How webhooks are sent. Times in seconds. */
export interface WebhookDeliveryConfig {
  readonly concurrency: number;
  /** For one call, from the look-up of the name to the end of the answer. */
  readonly timeout: number;
  /** The upper bound of each pause between two attempts; one attempt more than it has entries. */
  readonly retryDelays: readonly number[];
  /** Without any success after which a failure pauses the endpoint. */
  readonly pauseAfter: number;
  /** How long deliveries are kept after their last attempt, sent or not. */
  readonly retention: number;
  /** CloudEvents `source`. */
  readonly eventSource: string;
}

const DAY = 86_400;

/** With full jitter, half of their sum on average: about a day. */
const RETRY_DELAYS = '10,60,300,1800,3600,7200,14400,28800,57600,57600';

const list = (text: string) => text.split(',').map((entry) => entry.trim());

const networks = z
  .string()
  .default('')
  .transform((text) => list(text).filter((entry) => entry !== ''))
  .refine((entries) => entries.every(isNetwork), 'must be addresses or CIDRs, with commas between');

const delays = z
  .string()
  .default(RETRY_DELAYS)
  .transform((text) => list(text).map(Number))
  .refine(
    (entries) => entries.length <= 50 && entries.every((entry) => entry > 0 && entry <= 7 * DAY),
    'must be 1 to 50 numbers of seconds, with commas between',
  );

export const webhookTargetVariables = z.object({
  WAYBILL_WEBHOOK_ALLOW_HTTP: flag(false),
  WAYBILL_WEBHOOK_ALLOWED_NETWORKS: networks,
  WAYBILL_WEBHOOKS_PER_TENANT: count(20),
});

export const webhookDeliveryVariables = z.object({
  WAYBILL_WEBHOOK_CONCURRENCY: count(16),
  WAYBILL_WEBHOOK_TIMEOUT: seconds(15),
  WAYBILL_WEBHOOK_RETRY_DELAYS: delays,
  WAYBILL_WEBHOOK_PAUSE_AFTER: seconds(DAY),
  WAYBILL_WEBHOOK_RETENTION: seconds(30 * DAY),
  // A URI reference (CloudEvents 1.0.2, "source"): without spaces, which is all that a slip could be.
  WAYBILL_EVENT_SOURCE: z.string().regex(/^\S+$/u, 'must be a URI reference').default('/waybill'),
});

export function loadWebhookTargetConfig(env?: Environment): WebhookTargetConfig {
  const values = readEnvironment(webhookTargetVariables, env);
  return {
    allowHttp: values.WAYBILL_WEBHOOK_ALLOW_HTTP,
    allowedNetworks: values.WAYBILL_WEBHOOK_ALLOWED_NETWORKS,
    maxPerTenant: values.WAYBILL_WEBHOOKS_PER_TENANT,
  };
}

export function loadWebhookDeliveryConfig(env?: Environment): WebhookDeliveryConfig {
  const values = readEnvironment(webhookDeliveryVariables, env);
  return {
    concurrency: values.WAYBILL_WEBHOOK_CONCURRENCY,
    timeout: values.WAYBILL_WEBHOOK_TIMEOUT,
    retryDelays: values.WAYBILL_WEBHOOK_RETRY_DELAYS,
    pauseAfter: values.WAYBILL_WEBHOOK_PAUSE_AFTER,
    retention: values.WAYBILL_WEBHOOK_RETENTION,
    eventSource: values.WAYBILL_EVENT_SOURCE,
  };
}

/** An address, or one with the length of a prefix. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  const bits = family === 4 ? 32 : 128;
  return prefix === undefined || (/^\d{1,3}$/u.test(prefix) && Number(prefix) <= bits);
}
