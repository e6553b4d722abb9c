import type { CallerRole, KeyRole, Scope } from '@waybill/vocabulary';
import type { TokenPolicy } from '../tokens/upload-token.js';
import type { ActingTenant } from './acting-tenant.js';

/** Who makes a call, and what that one may do. */
export interface Principal {
  /** Of the key, or of the upload token. */
  readonly keyId: string;
  readonly role: CallerRole;
  /** Absent for role `admin`. */
  readonly tenantId?: ActingTenant;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: Date;
  /** Present for role `token`, which may do no more than it says. */
  readonly policy?: TokenPolicy;
}

export interface ApiKeyRecord {
  readonly id: string;
  readonly role: KeyRole;
  readonly tenant?: string;
  /** For people. */
  readonly name?: string;
  readonly scopes: readonly Scope[];
  /** The first characters of the key, to recognise it by. */
  readonly hint: string;
  readonly createdAt: Date;
  readonly expiresAt?: Date;
  /** To within some minutes; absent where it never was. */
  readonly lastUsedAt?: Date;
  readonly revokedAt?: Date;
}

/** What is stored of a key itself. */
export interface KeySecret {
  /** SHA-256 of the key; the key itself is never stored. */
  readonly hash: Uint8Array;
  readonly hint: string;
}

export interface NewApiKey extends KeySecret {
  readonly role: KeyRole;
  /** Name of the tenant, made if it is new. Absent for `admin`. */
  readonly tenant?: string;
  readonly name?: string;
  /** Absent for all that the role can have. */
  readonly scopes?: readonly Scope[];
  /** Seconds; absent for a key that does not expire. */
  readonly expiresIn?: number;
}

/** Times in seconds. */
export interface KeyRotation extends KeySecret {
  /** For which the key until now works as well. */
  readonly overlap: number;
  /** Of the new key; absent, as long as the old one was given. */
  readonly expiresIn?: number;
}

export abstract class ApiKeyRepository {
  /** The holder of a key that is good: neither revoked nor expired, nor of a disabled tenant. */
  abstract findByHash(hash: Uint8Array): Promise<Principal | undefined>;

  /** Stores a key; the same hash again gives the record that is there. */
  abstract add(key: NewApiKey): Promise<ApiKeyRecord>;

  /**
   * Stores a key like this one in its place; this one expires after the overlap, if not before.
   * @returns undefined where there is no such key, or it is not good any more
   */
  abstract rotate(
    id: string,
    rotation: KeyRotation,
  ): Promise<{ readonly record: ApiKeyRecord; readonly previousExpiresAt: Date } | undefined>;

  /** Which of these keys are good. */
  abstract good(ids: readonly string[]): Promise<ReadonlySet<string>>;

  abstract find(id: string): Promise<ApiKeyRecord | undefined>;

  abstract list(tenant?: string): Promise<readonly ApiKeyRecord[]>;

  /** With the upload tokens that were made by it. @returns false where there is no such key */
  abstract revoke(id: string): Promise<boolean>;

  /** Notes that these keys were used just now, where that was not noted within the last minute. */
  abstract recordUse(ids: readonly string[]): Promise<void>;
}
