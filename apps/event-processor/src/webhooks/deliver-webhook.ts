import { Inject, Injectable } from '@nestjs/common';
import { CLOUD_EVENT_MEDIA_TYPE } from '@waybill/contracts';
import {
  type ClaimedDelivery,
  Log,
  MAX_RETRY_AFTER,
  retryDelay,
  type WebhookAttempt,
  WebhookOutbox,
} from '@waybill/domain';
import { Metrics } from '../platform/metrics.js';
import { DeliveryPolicy } from '../platform/settings.js';
import { cloudEvent } from './cloud-event.js';
import { signWebhook } from './sign-webhook.js';
import { type CallResult, type WebhookCall, WebhookCaller } from './webhook-caller.js';

/** Seconds that a lease outlasts its call, to write the result down. */
const LEASE_MARGIN = 5;

/** Standard Webhooks 1.0: the endpoint wants no more of them. */
const GONE = 410;

/** Answers that ask for less, with a `Retry-After` (RFC 9110 section 10.2.3, RFC 6585). */
const BUSY = new Set([429, 503]);

/**
 * One attempt to deliver. The row is leased before the call and settled after it: a crash between
 * the two leaves it due again when the lease ends, and the endpoint knows the repeat by its id.
 */
@Injectable()
export class DeliverWebhook {
  constructor(
    private readonly outbox: WebhookOutbox,
    @Inject(WebhookCaller) private readonly caller: Pick<WebhookCaller, 'call'>,
    @Inject(DeliveryPolicy) private readonly policy: Omit<DeliveryPolicy, 'retention'>,
    @Inject(Metrics)
    private readonly metrics: Pick<Metrics, 'webhookAttempts' | 'webhookLag' | 'webhooksPaused'>,
    private readonly logger: Log,
  ) {}

  /** @throws DomainError database_unavailable; the reason of `signal` */
  async execute(deliveryId: string, signal: AbortSignal): Promise<void> {
    const { outbox, policy } = this;
    const claimed = await outbox.claim(deliveryId, policy.timeout + LEASE_MARGIN);
    if (!claimed) return;
    const at = new Date();
    const started = performance.now();
    const result = await this.caller.call(this.callOf(claimed, at), signal);
    const durationMs = performance.now() - started;
    const attempt = { number: claimed.attempt, at, durationMs, ...outcomeOf(result) };
    const outcome = await this.settle(claimed, attempt, result.retryAfter);
    this.metrics.webhookAttempts.observe({ outcome }, durationMs / 1_000);
  }

  private callOf(claimed: ClaimedDelivery, at: Date): WebhookCall {
    const body = JSON.stringify(cloudEvent(claimed, this.policy.eventSource));
    const timestamp = Math.floor(at.getTime() / 1_000);
    const signature = signWebhook({ id: claimed.id, timestamp, body }, claimed.secrets);
    return {
      url: claimed.url,
      headers: {
        'content-type': CLOUD_EVENT_MEDIA_TYPE,
        'user-agent': 'Waybill',
        'webhook-id': claimed.id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signature,
      },
      body,
    };
  }

  private async settle(
    claimed: ClaimedDelivery,
    attempt: WebhookAttempt,
    retryAfter: number,
  ): Promise<'delivered' | 'retry' | 'failed'> {
    if (attempt.error === undefined) {
      await this.outbox.succeeded(claimed, attempt);
      this.metrics.webhookLag.observe((Date.now() - claimed.at.getTime()) / 1_000);
      return 'delivered';
    }
    const { retryDelays, pauseAfter } = this.policy;
    const asked = BUSY.has(attempt.statusCode ?? 0) ? retryAfter : 0;
    const retryIn = retryDelay(retryDelays, claimed.tries, asked);
    const paused = await this.outbox.failed(claimed, {
      attempt,
      ...(retryIn !== undefined && { retryIn }),
      ...(asked > 0 && { holdFor: Math.min(asked, MAX_RETRY_AFTER) }),
      ...(attempt.statusCode === GONE && { pause: 'gone' }),
      pauseAfter,
    });
    if (paused) {
      this.metrics.webhooksPaused.inc();
      this.logger.warn({ webhookId: claimed.webhookId }, 'a webhook is paused: it keeps failing');
    }
    return retryIn === undefined ? 'failed' : 'retry';
  }
}

/** Any 2xx is success; a redirect is none, since it is not followed. */
function outcomeOf({
  statusCode,
  response,
  error,
}: CallResult): Pick<WebhookAttempt, 'statusCode' | 'response' | 'error'> {
  if (statusCode === undefined) return { error: error ?? 'no answer' };
  const answered = { statusCode, ...(response && { response }) };
  if (statusCode >= 200 && statusCode < 300) return answered;
  const redirect = statusCode >= 300 && statusCode < 400;
  return {
    ...answered,
    error: `HTTP ${statusCode}${redirect ? ': redirects are not followed' : ''}`,
  };
}
