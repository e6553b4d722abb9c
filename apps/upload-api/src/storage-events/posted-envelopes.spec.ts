import { describe, expect, it } from '@jest/globals';
import { DomainError, systemTimers } from '@waybill/domain';
import { SAMPLES } from '@waybill/storage/testing';
import fc from 'fast-check';
import { confirmation, notification, signed } from '../../e2e/support/sns-signer.js';
import { stub } from '../../e2e/support/stubs.js';
import { TEST_CERTIFICATE } from '../../e2e/support/test-certificate.js';
import { AdmitSnsMessage } from './sns/admit-sns-message.js';
import type { SnsCertificates, SnsSubscriptions } from './sns/sns-ports.js';
import { PostedEnvelopes } from './posted-envelopes.js';

const confirmed: string[] = [];

const envelopes = new PostedEnvelopes(
  new AdmitSnsMessage(
    stub<SnsCertificates>({ find: () => Promise.resolve(TEST_CERTIFICATE) }),
    stub<SnsSubscriptions>({ confirm: (url) => Promise.resolve(void confirmed.push(url)) }),
    {},
    systemTimers,
    { info: () => undefined, warn: () => undefined },
  ),
  { bucket: 'waybill', prefix: '' },
);
const read = (body: string) => envelopes.read(body);

const GOOD = [
  signed(notification(SAMPLES[0]?.body as object, { Subject: 'Amazon S3 Notification' })),
  signed(confirmation('SubscriptionConfirmation')),
];

describe('PostedEnvelopes', () => {
  it('reads what is no SNS envelope without asking anybody', async () => {
    for (const { sns, body, events } of SAMPLES.filter((sample) => !sample.sns)) {
      expect(sns).toBe(false);
      expect(await read(JSON.stringify(body))).toEqual({ events, rejected: [] });
    }
  });

  it('keeps whatever text comes, and throws nothing', async () => {
    const texts = fc.oneof(fc.string(), fc.json());
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { events, rejected } = await read(text);
        expect(events).toEqual([]);
        expect(rejected).not.toEqual([]);
      }),
    );
  });

  it('lets no member of a signed message be changed, whatever to', async () => {
    const signedMembers = fc
      .constantFrom(...GOOD)
      .chain((message) =>
        fc.tuple(
          fc.constant(message),
          fc.constantFrom(...Object.keys(message).filter((name) => name !== 'SigningCertURL')),
          fc.jsonValue(),
        ),
      );
    confirmed.length = 0;
    await fc.assert(
      fc.asyncProperty(signedMembers, async ([message, name, value]) => {
        fc.pre(value !== message[name]);
        const changed = JSON.stringify({ ...message, [name]: value });
        const outcome = await read(changed).catch((error: unknown) => error);
        // Another type makes it no SNS envelope at all: then it is kept as one that is of no use.
        if (outcome instanceof DomainError) expect(outcome.code).toMatch(/^sns_/u);
        else expect(outcome).toMatchObject({ events: [], rejected: [{ body: changed }] });
      }),
      { numRuns: 500 },
    );
    expect(confirmed).toEqual([]);
  });
});
