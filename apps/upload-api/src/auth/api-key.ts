import { createHash, randomBytes } from 'node:crypto';
import type { CallerRole } from '@waybill/domain';

const PREFIX: Readonly<Record<CallerRole, string>> = {
  tenant: 'wbk_',
  admin: 'wba_',
  token: 'wbt_',
};
const KEY = /^wb[kat]_[A-Za-z0-9_-]{43}$/u;

/** How much of a key is shown to recognise it by. */
const HINT_LENGTH = 8;

/** A new key or upload token: a prefix that says what it is for, and 32 random bytes in base64url. */
export function generateKey(role: CallerRole): string {
  return PREFIX[role] + randomBytes(32).toString('base64url');
}

/** True for what could be a key; anything else need not be looked up. */
export function isKey(text: string, role?: CallerRole): boolean {
  return KEY.test(text) && (role === undefined || text.startsWith(PREFIX[role]));
}

/** A plain hash is enough: a key is 256 random bits, so there is nothing to guess. */
export function hashKey(key: string): Uint8Array {
  return createHash('sha256').update(key).digest();
}

export function keyHint(key: string): string {
  return key.slice(0, HINT_LENGTH);
}
