import { DomainError } from '@waybill/domain';

/** Each with the members that are signed, in the order in which they are. */
const SIGNED_MEMBERS = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
} as const;

type SnsMessageType = keyof typeof SIGNED_MEMBERS;

export interface SnsMessage {
  readonly type: SnsMessageType;
  readonly topicArn: string;
  /** When it was published: milliseconds since 1970. */
  readonly publishedAt: number;
  /** What `signature` is of. */
  readonly stringToSign: string;
  readonly signature: string;
  /** 1 is SHA-1, 2 is SHA-256. */
  readonly signatureVersion: '1' | '2';
  readonly signingCertUrl: string;
  /** Of a confirmation; empty in a notification. */
  readonly subscribeUrl: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The body as an SNS envelope, or undefined where it claims to be none. */
export function snsEnvelopeIn(body: unknown): JsonObject | undefined {
  if (typeof body !== 'object' || body === null || !('Type' in body)) return undefined;
  const known = typeof body.Type === 'string' && Object.hasOwn(SIGNED_MEMBERS, body.Type);
  return known ? body : undefined;
}

/**
 * Source: SNS Developer Guide, "Parsing message formats" and "Verifying the signatures of Amazon SNS
 * messages".
 * @throws DomainError sns_signature_invalid where a member is missing, and so nothing can be verified
 */
export function readSnsMessage(envelope: JsonObject): SnsMessage {
  const type = text(envelope, 'Type') as SnsMessageType;
  const signatureVersion = text(envelope, 'SignatureVersion');
  if (signatureVersion !== '1' && signatureVersion !== '2') {
    throw new DomainError('sns_signature_invalid', 'SignatureVersion is neither 1 nor 2.');
  }
  return {
    type,
    topicArn: text(envelope, 'TopicArn'),
    publishedAt: Date.parse(text(envelope, 'Timestamp')),
    stringToSign: stringToSign(envelope, SIGNED_MEMBERS[type]),
    signature: text(envelope, 'Signature'),
    signatureVersion,
    signingCertUrl: text(envelope, 'SigningCertURL'),
    subscribeUrl: type === 'Notification' ? '' : text(envelope, 'SubscribeURL'),
  };
}

/** Name and value of each member, a line end after either; `Subject` only where there is one. */
function stringToSign(envelope: JsonObject, members: readonly string[]): string {
  return members
    .filter((name) => name !== 'Subject' || (envelope[name] ?? undefined) !== undefined)
    .map((name) => `${name}\n${text(envelope, name)}\n`)
    .join('');
}

function text(envelope: JsonObject, name: string): string {
  const value = envelope[name];
  if (typeof value === 'string') return value;
  throw new DomainError('sns_signature_invalid', `The SNS message has no ${name}.`);
}
