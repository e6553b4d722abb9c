import type { StoreProfile } from './object-store.js';

/** What a bucket's store was found to enforce: one truth for every process of an installation. */
export interface StoreFacts {
  readonly profile: StoreProfile;
  /** What it lets through, by name, and the operator has accepted. */
  readonly gaps: readonly string[];
  /** Whether what a client wrote may bear what a look at it does not show, as an ACL. */
  readonly sealsFinals: boolean;
  readonly provenAt: Date;
}

/** What the store enforces, asked for when it is needed: it is proven after those who judge by it are made. */
export abstract class StoreProfileSource {
  /** @throws DomainError store_unavailable where nothing has been proven yet */
  abstract readonly profile: StoreProfile;
}

/** Recorded by whoever has tried it on the store; read by all who judge by it. */
export abstract class StoreFactRepository {
  /** @throws DomainError database_unavailable */
  abstract find(bucket: string): Promise<StoreFacts | undefined>;

  /** In place of what was recorded before. @throws DomainError database_unavailable */
  abstract record(bucket: string, facts: Omit<StoreFacts, 'provenAt'>): Promise<StoreFacts>;
}
