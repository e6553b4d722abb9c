import { isIP } from 'node:net';
import { z } from 'zod';

const split = (text: string) => text.split(',').map((entry) => entry.trim());

/** Entries with commas between them, as they stand: an empty one is one. */
export const entries = z.string().transform(split);

/** The same, empty where nothing is said, and without empty entries. */
export const list = z
  .string()
  .default('')
  .transform((text) => split(text).filter((entry) => entry !== ''));

export const networks = list.refine(
  (items) => items.every(isNetwork),
  'must be addresses or CIDRs, with commas between them',
);

export const origins = list.refine(
  (items) => items.every(isOrigin),
  'must be origins such as https://app.example.com, with commas between them, or *',
);

/** As a browser sends it: scheme, host and port alone, nothing after them. */
function isOrigin(text: string): boolean {
  if (text === '*') return true;
  return /^https?:/u.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** An address, or one with the length of a prefix. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  const longest = family === 4 ? 32 : 128;
  return prefix === undefined || (/^\d{1,3}$/u.test(prefix) && Number(prefix) <= longest);
}
