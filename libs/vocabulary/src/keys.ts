/** `admin` keys serve the on-call commands and belong to no tenant. */
export const KEY_ROLES = ['tenant', 'admin'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** What a key may do. The first ones are about a tenant's own things, `admin` is about everybody's. */
export const SCOPES = [
  'files:read',
  'files:write',
  'events:read',
  'webhooks:write',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** The scopes that a key of each role can have. */
export const SCOPES_OF_ROLE: Readonly<Record<KeyRole, readonly Scope[]>> = {
  tenant: SCOPES.filter((scope) => scope !== 'admin'),
  admin: ['admin'],
};

/**
 * Who may make a call: `public` anyone, `holder` whoever has a good key, `store` whoever shows the
 * store's token, else the holders of a key with this scope.
 */
export type Access = 'public' | 'holder' | 'store' | Scope;
