import { describe, expect, it } from '@jest/globals';
import { DomainError, type Timers } from '@waybill/domain';
import {
  confirmation,
  notification,
  signed,
  TOPIC_ARN,
  type SnsFields,
} from '../../../e2e/support/sns-signer.js';
import { TEST_CERTIFICATE } from '../../../e2e/support/test-certificate.js';
import { stub } from '../../../e2e/support/stubs.js';
import type { SnsSettings } from '../../platform/settings.js';
import { AdmitSnsMessage } from './admit-sns-message.js';
import type { HttpsAnswer } from './https-getter.js';
import { HttpsSnsCertificates } from './https-sns-certificates.js';
import { HttpsSnsSubscriptions } from './https-sns-subscriptions.js';

/** The use case with its real adapters; what the network says is the test's. */
function start(
  settings: SnsSettings = {},
  answer: (url: URL) => HttpsAnswer | Error = () => ({ status: 200, body: TEST_CERTIFICATE }),
  now: () => number = Date.now,
) {
  const asked: string[] = [];
  const logged: unknown[] = [];
  const https = {
    get: (url: URL) => {
      asked.push(url.href);
      const result = answer(url);
      return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
    },
  };
  const log = (fields: unknown) => void logged.push(fields);
  const admission = new AdmitSnsMessage(
    new HttpsSnsCertificates(https),
    new HttpsSnsSubscriptions(https),
    settings,
    stub<Timers>({ now }),
    { info: log, warn: log },
  );
  return { admit: (fields: SnsFields) => admission.execute(fields), asked, logged };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'admitted',
    (error: unknown) => (error instanceof DomainError ? error.code : error),
  );

const isConfirmation = (url: URL) => url.searchParams.get('Action') === 'ConfirmSubscription';

describe('AdmitSnsMessage', () => {
  it('lets in what is signed, and fetches the certificate once', async () => {
    const { admit, asked } = start();
    const messages = [signed(notification({}), '1'), signed(notification({}), '2')];
    expect(await Promise.all(messages.map(admit))).toEqual([true, true]);
    expect(await admit(signed(notification({ again: true })))).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it('refuses a wrong signature', async () => {
    const { admit } = start();
    const forged = { ...signed(notification({})), Message: '{"Records":[]}' };
    expect(await codeOf(admit(forged))).toBe('sns_signature_invalid');
  });

  it('never asks a host that is not of SNS', async () => {
    const { admit, asked } = start();
    const elsewhere = signed(notification({}, { SigningCertURL: 'https://evil.example/a.pem' }));
    expect(await codeOf(admit(elsewhere))).toBe('sns_signature_invalid');
    const url = 'https://evil.example/?Action=ConfirmSubscription';
    const lured = signed(confirmation('SubscriptionConfirmation', { SubscribeURL: url }));
    expect(await codeOf(admit(lured))).toBe('sns_signature_invalid');
    expect(asked.filter((href) => href.includes('evil'))).toEqual([]);
  });

  it('refuses what is older than an hour before it asks anybody', async () => {
    const now = Date.parse('2026-11-22T20:00:00.000Z');
    const { admit, asked } = start({}, undefined, () => now);
    const at = (Timestamp: string) => codeOf(admit(signed(notification({}, { Timestamp }))));
    expect(await at('2026-11-22T18:59:59.999Z')).toBe('sns_message_stale');
    expect(await at('yesterday')).toBe('sns_message_stale');
    expect(asked).toEqual([]);
    expect(await at('2026-11-22T19:00:00.000Z')).toBe('admitted');
  });

  it('takes only the topics that are named, where any are', async () => {
    const allowed = start({ topicArns: [TOPIC_ARN] });
    expect(await codeOf(allowed.admit(signed(notification({}))))).toBe('admitted');
    const { admit, asked } = start({ topicArns: [`${TOPIC_ARN}-other`] });
    for (const fields of [notification({}), confirmation('SubscriptionConfirmation')]) {
      expect(await codeOf(admit(signed(fields)))).toBe('sns_topic_forbidden');
    }
    expect(asked).toEqual([]);
  });

  it('confirms a subscription by its own URL, and tells nobody the token', async () => {
    const { admit, asked, logged } = start();
    const message = signed(confirmation('SubscriptionConfirmation'), '2');
    expect(await admit(message)).toBe(false);
    expect(asked[1]).toBe(message['SubscribeURL']);
    expect(logged).toEqual([{ topicArn: TOPIC_ARN }]);
  });

  it('confirms nothing that is not signed', async () => {
    const { admit, asked } = start();
    const forged = { ...signed(confirmation('SubscriptionConfirmation')), Token: 'other' };
    expect(await codeOf(admit(forged))).toBe('sns_signature_invalid');
    expect(asked).toHaveLength(1);
  });

  it('logs that a subscription was ended, and does not take it up again', async () => {
    const { admit, asked, logged } = start();
    expect(await admit(signed(confirmation('UnsubscribeConfirmation')))).toBe(false);
    expect(asked).toHaveLength(1);
    expect(logged).toEqual([{ topicArn: TOPIC_ARN }]);
  });

  it.each([
    [new Error('ECONNREFUSED'), 'sns_unavailable'],
    [{ status: 500, body: '' }, 'sns_unavailable'],
    [{ status: 429, body: '' }, 'sns_unavailable'],
    [{ status: 302, body: TEST_CERTIFICATE }, 'sns_signature_invalid'],
    [{ status: 404, body: TEST_CERTIFICATE }, 'sns_signature_invalid'],
    [{ status: 200, body: 'no certificate' }, 'sns_unavailable'],
  ])('says so where its certificate is not to be had: %j', async (answer, code) => {
    let down = true;
    const { admit } = start({}, () => (down ? answer : { status: 200, body: TEST_CERTIFICATE }));
    expect(await codeOf(admit(signed(notification({}))))).toBe(code);
    down = false;
    // No failure is remembered.
    expect(await codeOf(admit(signed(notification({}))))).toBe('admitted');
  });

  it.each([new Error('ECONNRESET'), { status: 503, body: '' }, { status: 403, body: '' }])(
    'has SNS ask again where the confirmation fails: %j',
    async (answer) => {
      const { admit, logged } = start({}, (url) =>
        isConfirmation(url) ? answer : { status: 200, body: TEST_CERTIFICATE },
      );
      const message = signed(confirmation('SubscriptionConfirmation'));
      expect(await codeOf(admit(message))).toBe('sns_unavailable');
      expect(logged).toEqual([]);
    },
  );
});
