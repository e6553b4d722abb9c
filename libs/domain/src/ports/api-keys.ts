import type { KeyRole } from '@waybill/vocabulary';

export interface Principal {
  readonly keyId: string;
  readonly role: KeyRole;
  /** Present for role `tenant`. */
  readonly tenantId?: string;
}

export interface ApiKeyRecord {
  readonly id: string;
  readonly role: KeyRole;
  readonly tenant?: string;
  /** The first characters of the key, to recognise it by. */
  readonly hint: string;
  readonly createdAt: Date;
  readonly revokedAt?: Date;
}

export interface NewApiKey {
  readonly role: KeyRole;
  /** Name of the tenant, made if it is new. Absent for `admin`. */
  readonly tenant?: string;
  /** SHA-256 of the key; the key itself is never stored. */
  readonly hash: Uint8Array;
  readonly hint: string;
}

export abstract class ApiKeyRepository {
  /** The holder of a key that is not revoked. */
  abstract findByHash(hash: Uint8Array): Promise<Principal | undefined>;

  /** Stores a key; the same hash again gives the record that is there. */
  abstract add(key: NewApiKey): Promise<ApiKeyRecord>;

  /** Which of these keys are there, and not revoked. */
  abstract unrevoked(ids: readonly string[]): Promise<ReadonlySet<string>>;

  abstract list(tenant?: string): Promise<readonly ApiKeyRecord[]>;

  /** @returns false where there is no such key */
  abstract revoke(id: string): Promise<boolean>;
}
