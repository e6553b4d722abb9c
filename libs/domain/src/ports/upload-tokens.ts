import type { TokenPolicy, UploadToken } from '../tokens/upload-token.js';
import type { ActingTenant } from './acting-tenant.js';
import type { KeySecret, Principal } from './api-keys.js';
import type { Page } from './page.js';

export interface NewUploadToken extends KeySecret {
  readonly id: string;
  readonly tenantId: ActingTenant;
  /** Id of the key that makes it: the token ends with it at the latest. */
  readonly createdBy: string;
  readonly name?: string;
  readonly policy: TokenPolicy;
  /** Seconds. */
  readonly expiresIn: number;
}

/** A tenant's own token; another tenant's is not found, just like one that never was. */
export interface TokenRef {
  readonly tokenId: string;
  readonly tenantId: ActingTenant;
}

export interface TokenRenewal {
  /** Seconds from now. */
  readonly expiresIn: number;
  /** Id of the key that renews it: the token ends with it at the latest. */
  readonly renewedBy: string;
}

/** A tenant's view of its upload tokens. */
export abstract class UploadTokenRepository {
  /** @returns undefined where the key that makes it is not good any more */
  abstract create(token: NewUploadToken): Promise<UploadToken | undefined>;

  abstract find(ref: TokenRef): Promise<UploadToken | undefined>;

  /** Newest first. @param query only tokens older than `before` */
  abstract list(
    tenantId: ActingTenant,
    query: { readonly limit: number; readonly before?: string },
  ): Promise<Page<UploadToken, string>>;

  /**
   * Has it end later, never sooner; one that has come to its end is good again.
   * @returns undefined where there is no such token, or it was revoked
   */
  abstract renew(ref: TokenRef, renewal: TokenRenewal): Promise<UploadToken | undefined>;

  /** For ever. @returns false where there is no such token */
  abstract revoke(ref: TokenRef): Promise<boolean>;
}

/** Whom a token lets in. */
export interface TokenHolder {
  readonly principal: Principal & { readonly role: 'token'; readonly expiresAt: Date };
  readonly revoked: boolean;
}

/** Who holds which token, whosever it is: the tenant is known only when the token has been found. */
export abstract class TokenHolders {
  /** @returns undefined where there is no such token, or its tenant is disabled */
  abstract findByHash(hash: Uint8Array): Promise<TokenHolder | undefined>;

  /** Which of these tokens are good. */
  abstract good(ids: readonly string[]): Promise<ReadonlySet<string>>;

  /** True where a token that is good is for pages of this origin. */
  abstract namesOrigin(origin: string): Promise<boolean>;

  /**
   * Forgets tokens whose time was over so many seconds ago, those that were longest ago first.
   * @returns how many
   */
  abstract prune(retention: number, limit: number): Promise<number>;
}
