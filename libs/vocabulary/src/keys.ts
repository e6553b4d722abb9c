/** `admin` keys serve the on-call commands and belong to no tenant. */
export const KEY_ROLES = ['tenant', 'admin'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];
