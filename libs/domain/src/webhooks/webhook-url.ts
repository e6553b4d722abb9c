import { isIP } from 'node:net';
import { type DomainError, fieldError } from '../errors/domain-error.js';
import type { AddressPolicy } from './address-policy.js';

const MAX_LENGTH = 2_048;

export interface WebhookUrlRules {
  readonly addresses: AddressPolicy;
  /** True where http is taken as well as https. */
  readonly allowHttp: boolean;
}

/**
 * Checks what can be seen of a URL without a look-up; what its name resolves to is checked at each
 * connection.
 * @returns the URL as it will be called
 * @throws DomainError webhook_url_refused
 */
export function checkWebhookUrl(text: string, { addresses, allowHttp }: WebhookUrlRules): string {
  if (!URL.canParse(text) || text.length > MAX_LENGTH) {
    throw refused(`A webhook's URL is absolute and has at most ${MAX_LENGTH} characters.`);
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) {
    throw refused(allowHttp ? 'The URL must be https or http.' : 'The URL must be https.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('The URL must hold no user name and no password.');
  }
  const address = addressOf(url.hostname);
  if (address !== undefined && !addresses.allows(address)) {
    throw refused('The address is not one that webhooks may be sent to.');
  }
  url.hash = '';
  return url.href;
}

/** The address that a host name is without any look-up; undefined for a name to be resolved. */
export function addressOf(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/gu, '');
  if (isIP(bare) !== 0) return bare;
  // RFC 6761 section 6.3: always the loopback address.
  return /(^|\.)localhost\.?$/iu.test(hostname) ? '127.0.0.1' : undefined;
}

function refused(message: string): DomainError {
  return fieldError('webhook_url_refused', 'url', message);
}
