import { InitialSchema1764000000000 } from './1764000000000-initial-schema.js';
import { ReuseAndLooks1765000000000 } from './1765000000000-reuse-and-looks.js';
import { Webhooks1766000000000 } from './1766000000000-webhooks.js';

/** Oldest first. A migration that was released is never changed, only followed by another. */
export const MIGRATIONS = [
  InitialSchema1764000000000,
  ReuseAndLooks1765000000000,
  Webhooks1766000000000,
];
