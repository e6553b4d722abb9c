import { fieldError } from '@waybill/domain';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** What the cursor of each list holds. */
const PATTERNS = {
  files: UUID,
  chunks: /^\d{1,5}$/u,
  journal: /^\d{1,18}$/u,
  audit: /^\d{1,15}$/u,
  deadLetters: /^\d{1,18}$/u,
  /** The last letter that was looked at, and the last one to look at. */
  replays: /^\d{1,18}-\d{1,18}$/u,
  tenants: UUID,
  uploadTokens: UUID,
  webhooks: UUID,
  deliveries: UUID,
} as const;

type List = keyof typeof PATTERNS;

/** Opaque to clients, and good for its own list only. */
export function encodeCursor(list: List, value: string | number): string {
  return Buffer.from(`${list}:${value}`).toString('base64url');
}

/** @throws DomainError cursor_invalid */
export function decodeCursor(list: List, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  const value = text.slice(list.length + 1);
  if (text.startsWith(`${list}:`) && PATTERNS[list].test(value)) return value;
  throw fieldError('cursor_invalid', 'cursor', 'The cursor is not one that this list gave out.');
}
