import type { KeyRole } from './keys.js';

/** Whose events the holder of an upload token may watch: nobody's, its own files', all of the tenant's. */
export const TOKEN_EVENTS = ['none', 'own', 'tenant'] as const;
export type TokenEvents = (typeof TOKEN_EVENTS)[number];

export const TOKEN_STATUSES = ['active', 'expired', 'revoked'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** What an upload token can be used up of. */
export const TOKEN_LIMIT_NAMES = ['files', 'bytes', 'fileSize'] as const;
export type TokenLimitName = (typeof TOKEN_LIMIT_NAMES)[number];

/** Who calls: the holder of a key, by its role, or of an upload token. */
export type CallerRole = KeyRole | 'token';
