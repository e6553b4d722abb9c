import { DomainError } from '@waybill/domain';

/**
 * What there is of it.
 * @throws DomainError webhook_not_found, the same for another tenant's as for one that never was
 */
export function requireWebhook<Found>(found: Found | undefined): Found {
  if (found === undefined) {
    throw new DomainError('webhook_not_found', 'There is no such webhook.');
  }
  return found;
}
