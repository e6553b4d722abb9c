import { createHash } from 'node:crypto';
import { type Creator, fieldError, type IdempotencyClaim } from '@waybill/domain';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/u;

/**
 * What an Idempotency-Key claims: this very request. A token has its keys to itself: it may not learn
 * by one what another caller of the tenant has made.
 * @throws DomainError idempotency_key_invalid
 */
export function idempotencyClaim(
  key: string | undefined,
  body: unknown,
  creator?: Creator,
): IdempotencyClaim | undefined {
  if (key === undefined) return undefined;
  if (!VISIBLE_ASCII.test(key)) {
    throw fieldError(
      'idempotency_key_invalid',
      'Idempotency-Key',
      'An Idempotency-Key has 1 to 255 visible ASCII characters.',
    );
  }
  return {
    key: creator?.kind === 'token' ? `${creator.id}:${key}` : key,
    requestHash: createHash('sha256').update(canonicalJson(body)).digest('hex'),
  };
}

/** JSON with the members of every object in order, so that equal bodies give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
