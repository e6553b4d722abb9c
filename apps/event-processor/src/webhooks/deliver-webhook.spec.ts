import { describe, expect, it } from '@jest/globals';
import type {
  AttemptResult,
  ClaimedDelivery,
  WebhookAttempt,
  WebhookOutbox,
} from '@waybill/domain';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import { Metrics } from '../platform/metrics.js';
import { DeliverWebhook } from './deliver-webhook.js';
import type { CallResult, WebhookCall } from './webhook-caller.js';

const FILE = '019a9b0c-7f00-7000-8000-000000000001';
const CLAIMED: ClaimedDelivery = {
  id: '019a9b0c-7f00-7000-8000-0000000000d1',
  webhookId: '019a9b0c-7f00-7000-8000-0000000000e1',
  url: 'https://example.com/',
  secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  position: 7,
  type: 'file.completed',
  fileId: FILE,
  at: new Date(),
  data: {},
  attempt: 5,
  tries: 2,
};

/** One delivery with this answer of the endpoint. @returns what was sent, and what was written down */
async function deliver(
  answer: Partial<CallResult>,
  claimed: ClaimedDelivery | undefined = CLAIMED,
) {
  const calls: WebhookCall[] = [];
  const succeeded: WebhookAttempt[] = [];
  const failed: AttemptResult[] = [];
  const outbox = {
    claim: () => Promise.resolve(claimed),
    succeeded: (_: ClaimedDelivery, attempt: WebhookAttempt) => {
      succeeded.push(attempt);
      return Promise.resolve();
    },
    failed: (_: ClaimedDelivery, result: AttemptResult) => {
      failed.push(result);
      return Promise.resolve(result.pause !== undefined);
    },
  } as Partial<WebhookOutbox> as WebhookOutbox;
  const caller = {
    call: (call: WebhookCall) => {
      calls.push(call);
      return Promise.resolve({ retryAfter: 0, ...answer });
    },
  };
  const policy = { timeout: 15, retryDelays: [10, 60], pauseAfter: 99, eventSource: '/waybill' };
  const metrics = new Metrics(createMetricsRegistry());
  const use = new DeliverWebhook(outbox, caller, policy, metrics, createLogger('test', 'silent'));
  await use.execute(CLAIMED.id, new AbortController().signal);
  return { calls, succeeded, failed };
}

describe('DeliverWebhook', () => {
  it('sends a signed CloudEvent, and writes down that it has arrived', async () => {
    const { calls, succeeded, failed } = await deliver({ statusCode: 202, response: 'thanks' });
    expect(calls).toHaveLength(1);
    expect(calls[0]?.headers).toMatchObject({
      'content-type': 'application/cloudevents+json',
      'webhook-id': CLAIMED.id,
      'webhook-signature': expect.stringMatching(/^v1,/u) as unknown,
    });
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({ id: '7', subject: FILE });
    expect(succeeded).toMatchObject([{ number: 5, statusCode: 202, response: 'thanks' }]);
    expect(failed).toEqual([]);
  });

  it('does nothing about a delivery that is not due', async () => {
    const outbox = { claim: () => Promise.resolve(undefined) } as unknown as WebhookOutbox;
    const caller = { call: () => Promise.reject(new Error('called')) };
    const policy = { timeout: 15, retryDelays: [], pauseAfter: 99, eventSource: '/waybill' };
    const metrics = new Metrics(createMetricsRegistry());
    const use = new DeliverWebhook(outbox, caller, policy, metrics, createLogger('t', 'silent'));
    await expect(use.execute(CLAIMED.id, new AbortController().signal)).resolves.toBeUndefined();
  });

  it.each([
    [{ statusCode: 301 }, 'HTTP 301: redirects are not followed'],
    [{ statusCode: 404 }, 'HTTP 404'],
    [{ statusCode: 500 }, 'HTTP 500'],
    [{ error: 'no answer within 15 s' }, 'no answer within 15 s'],
  ])('tries again after %j', async (answer, error) => {
    const { failed } = await deliver(answer);
    expect(failed).toMatchObject([{ attempt: { number: 5, error }, pauseAfter: 99 }]);
    expect(failed[0]?.retryIn).toBeLessThan(60);
    expect(failed[0]).not.toHaveProperty('holdFor');
  });

  it.each([429, 503])('leaves an endpoint in peace that says %d with Retry-After', async (code) => {
    const { failed } = await deliver({ statusCode: code, retryAfter: 1_000 });
    expect(failed).toMatchObject([{ retryIn: 1_000, holdFor: 1_000 }]);
    const greedy = await deliver({ statusCode: code, retryAfter: 1e9 });
    expect(greedy.failed).toMatchObject([{ retryIn: 3_600, holdFor: 3_600 }]);
  });

  it('takes Retry-After from nobody else', async () => {
    const { failed } = await deliver({ statusCode: 500, retryAfter: 1_000 });
    expect(failed[0]?.retryIn).toBeLessThan(60);
  });

  it('has an endpoint paused that is gone', async () => {
    expect((await deliver({ statusCode: 410 })).failed).toMatchObject([{ pause: 'gone' }]);
  });

  it('gives up after the last attempt', async () => {
    const { failed } = await deliver({ statusCode: 500 }, { ...CLAIMED, tries: 3 });
    expect(failed).toHaveLength(1);
    expect(failed[0]?.retryIn).toBeUndefined();
  });
});
