import { describe, expect, it } from '@jest/globals';
import {
  confirmation,
  notification,
  signed,
  type SnsFields,
} from '../../../e2e/support/sns-signer.js';
import { TEST_CERTIFICATE } from '../../../e2e/support/test-certificate.js';
import { isSigned } from './signature.js';
import { readSnsMessage, snsEnvelopeIn } from './sns-message.js';

const holds = (fields: SnsFields, pem = TEST_CERTIFICATE, now = Date.now()) =>
  isSigned(readSnsMessage(fields), pem, now);

const SUBJECT = { Subject: 'Amazon S3 Notification' };

describe('the string to sign', () => {
  // SNS Developer Guide, "Verifying the signatures of Amazon SNS messages": both of its examples.
  it("is the documentation's for a notification", () => {
    const message = {
      SignatureVersion: '1',
      Signature: 'x',
      SigningCertURL: 'x',
      Type: 'Notification',
      TopicArn: 'arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P',
      Timestamp: '2019-01-31T04:37:04.321Z',
      Subject: 'My subject',
      MessageId: '4d4dc071-ddbf-465d-bba8-08f81c89da64',
      Message: 'My Test Message',
    };
    const withSubject = `Message
My Test Message
MessageId
4d4dc071-ddbf-465d-bba8-08f81c89da64
Subject
My subject
Timestamp
2019-01-31T04:37:04.321Z
TopicArn
arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P
Type
Notification
`;
    expect(readSnsMessage(message).stringToSign).toBe(withSubject);
    for (const Subject of [undefined, null]) {
      expect(readSnsMessage({ ...message, Subject }).stringToSign).toBe(
        withSubject.replace('Subject\nMy subject\n', ''),
      );
    }
  });

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation'])(
    "is the documentation's for a %s",
    (Type) => {
      const SubscribeURL =
        'https://sns.us-east-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P&Token=233...';
      const message = {
        SignatureVersion: '1',
        Signature: 'x',
        SigningCertURL: 'x',
        Type,
        Subject: 'is not signed here',
        TopicArn: 'arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P',
        Token: '233...',
        Timestamp: '2019-01-31T19:25:13.719Z',
        SubscribeURL,
        MessageId: '3d891288-136d-417f-bc05-901c108273ee',
        Message: 'My Test Message',
      };
      expect(readSnsMessage(message).stringToSign).toBe(`Message
My Test Message
MessageId
3d891288-136d-417f-bc05-901c108273ee
SubscribeURL
${SubscribeURL}
Timestamp
2019-01-31T19:25:13.719Z
Token
233...
TopicArn
arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P
Type
${Type}
`);
    },
  );
});

describe('isSigned', () => {
  it.each(['1', '2'] as const)('knows signatures of version %s, of every kind', (version) => {
    for (const fields of [
      notification({ a: 'ü\n"' }),
      notification({}, SUBJECT),
      confirmation('SubscriptionConfirmation'),
      confirmation('UnsubscribeConfirmation'),
    ]) {
      expect(holds(signed(fields, version))).toBe(true);
    }
  });

  it.each(['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn'])(
    'sees that %s of a notification was changed',
    (name) => {
      const message = signed(notification({ a: 1 }, SUBJECT));
      expect(holds({ ...message, [name]: `${message[name]} ` })).toBe(false);
    },
  );

  it.each(['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn'])(
    'sees that %s of a confirmation was changed',
    (name) => {
      const message = signed(confirmation('SubscriptionConfirmation'));
      expect(holds({ ...message, [name]: `${message[name]} ` })).toBe(false);
    },
  );

  it('sees that a subject was added or taken away, or the kind changed', () => {
    const { Subject, ...bare } = signed(notification({}, SUBJECT));
    expect(Subject).toBeDefined();
    expect(holds(bare)).toBe(false);
    expect(holds({ ...signed(notification({})), ...SUBJECT })).toBe(false);
    const subscribed = signed(confirmation('SubscriptionConfirmation'));
    expect(holds({ ...subscribed, Type: 'UnsubscribeConfirmation' })).toBe(false);
  });

  it('takes one version for no other, and no signature for none', () => {
    const message = signed(notification({}), '1');
    expect(holds({ ...message, SignatureVersion: '2' })).toBe(false);
    expect(holds({ ...message, Signature: '' })).toBe(false);
    expect(holds({ ...message, Signature: 'not base64 at all' })).toBe(false);
  });

  it('trusts a certificate only while it is valid, and nothing that is none', () => {
    const message = signed(notification({}));
    expect(holds(message, TEST_CERTIFICATE, Date.parse('2019-12-31T23:59:59Z'))).toBe(false);
    expect(holds(message, TEST_CERTIFICATE, Date.parse('2120-01-01T00:00:01Z'))).toBe(false);
    expect(holds(message, '')).toBe(false);
    expect(holds(message, '<html>')).toBe(false);
  });
});

describe('readSnsMessage', () => {
  it.each([
    'Message',
    'MessageId',
    'Timestamp',
    'TopicArn',
    'Signature',
    'SignatureVersion',
    'SigningCertURL',
  ])('refuses a message without %s, or with one that is no text', (name) => {
    for (const value of [undefined, null, 7, {}]) {
      expect(() => readSnsMessage({ ...signed(notification({})), [name]: value })).toThrow(
        expect.objectContaining({ code: 'sns_signature_invalid' }),
      );
    }
  });

  it.each(['0', '3', '1.0', ''])('refuses SignatureVersion %p', (SignatureVersion) => {
    expect(() => readSnsMessage({ ...signed(notification({})), SignatureVersion })).toThrow(
      expect.objectContaining({ code: 'sns_signature_invalid' }),
    );
  });
});

describe('snsEnvelopeIn', () => {
  it.each([null, 'x', [], {}, { Type: 7 }, { Type: 'toString' }, { Records: [] }])(
    'takes %j for no envelope of SNS',
    (body: unknown) => {
      expect(snsEnvelopeIn(body)).toBeUndefined();
    },
  );

  it('takes what claims to be one for one, however little there is of it', () => {
    expect(snsEnvelopeIn({ Type: 'Notification', Records: [] })).toBeDefined();
  });
});
