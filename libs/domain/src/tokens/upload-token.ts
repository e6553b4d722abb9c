import type { TokenEvents, TokenStatus } from '@waybill/vocabulary';

/** All that the holder of an upload token may do. What is left out is not limited. Sizes are bytes. */
export interface TokenPolicy {
  readonly maxFileSize?: number;
  /** Files that are ever made by it; one that is aborted counts as well. */
  readonly maxFiles?: number;
  /** Bytes of all files that are ever made by it. */
  readonly maxBytes?: number;
  /** Media types in lower case without parameters; `image/*` is all of a kind. */
  readonly contentTypes?: readonly string[];
  /** What every file has, whatever else it is given. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Pages that may use it, as browsers name them, or `*`; without them it is bound to none. */
  readonly origins?: readonly string[];
  readonly events: TokenEvents;
}

/** What was made by a token until now, whatever became of it. */
export interface TokenUse {
  readonly files: number;
  readonly bytes: number;
}

export interface UploadToken {
  readonly id: string;
  readonly tenantId: string;
  /** Id of the key that made it. */
  readonly createdBy: string;
  /** For people. */
  readonly name?: string;
  /** The first characters of the token, to recognise it by. */
  readonly hint: string;
  readonly policy: TokenPolicy;
  readonly used: TokenUse;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt?: Date;
}

export function tokenStatus(
  { expiresAt, revokedAt }: Pick<UploadToken, 'expiresAt' | 'revokedAt'>,
  now: Date,
): TokenStatus {
  if (revokedAt) return 'revoked';
  return expiresAt.getTime() <= now.getTime() ? 'expired' : 'active';
}
