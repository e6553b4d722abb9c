import { randomBytes } from 'node:crypto';

/** Standard Webhooks 1.0, "Signature scheme": 24 to 64 bytes, base64 after `whsec_`. */
const SECRET_BYTES = 32;

export function generateWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}
