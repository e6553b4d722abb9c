import { createSign } from 'node:crypto';
import { TEST_KEY } from './test-certificate.js';

export const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:uploads';

const SIGNING_CERT_URL =
  'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem';

export type SnsFields = Record<string, string>;

/** The members of each kind of message that SNS signs, as its documentation lists them. */
const NOTIFICATION = 'Message MessageId Subject Timestamp TopicArn Type';
const CONFIRMATION = 'Message MessageId SubscribeURL Timestamp Token TopicArn Type';

/** Signs the message with the tests' key; what is there already counts as published by now. */
export function signed(fields: SnsFields, version: '1' | '2' = '1'): SnsFields {
  const message: SnsFields = {
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: TOPIC_ARN,
    Timestamp: new Date().toISOString(),
    SigningCertURL: SIGNING_CERT_URL,
    ...fields,
    SignatureVersion: version,
  };
  const names = message['Type'] === 'Notification' ? NOTIFICATION : CONFIRMATION;
  const signer = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256');
  for (const name of names.split(' ')) {
    const value = message[name];
    if (value !== undefined) signer.update(`${name}\n${value}\n`);
  }
  return { ...message, Signature: signer.sign(TEST_KEY, 'base64') };
}

export function notification(message: object, fields: SnsFields = {}): SnsFields {
  return { Type: 'Notification', Message: JSON.stringify(message), ...fields };
}

export function confirmation(
  type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
  fields: SnsFields = {},
): SnsFields {
  const token = '2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92768dd60a747ba6f3b';
  return {
    Type: type,
    Message: 'You have chosen to subscribe to the topic.\nTo confirm, visit the SubscribeURL.',
    Token: token,
    SubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC_ARN}&Token=${token}`,
    ...fields,
  };
}
