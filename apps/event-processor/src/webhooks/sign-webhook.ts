import { createHmac } from 'node:crypto';

/** Before the base64 of the secret's bytes; Standard Webhooks 1.0, "Signature scheme". */
const SECRET_PREFIX = 'whsec_';

export interface SignedMessage {
  /** Without a full stop: it separates what is signed. */
  readonly id: string;
  /** Unix seconds of this attempt. */
  readonly timestamp: number;
  /** Exactly what is sent. */
  readonly body: string;
}

/**
 * The value of `webhook-signature`: one `v1,BASE64` for each secret, with a space between, so that
 * a receiver that has either of two secrets can verify it.
 */
export function signWebhook(message: SignedMessage, secrets: readonly string[]): string {
  const { id, timestamp, body } = message;
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
      const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`);
      return `v1,${hmac.digest('base64')}`;
    })
    .join(' ');
}
