import type { TokenLimitName } from '@waybill/vocabulary';
import { DomainError } from '../errors/domain-error.js';
import type { ErrorCode } from '../errors/error-codes.js';

/** The token is good for nothing any more, or not before it is renewed. */
export function tokenEnded(status: 'expired' | 'revoked'): DomainError {
  return status === 'revoked'
    ? new DomainError('token_revoked', 'This upload token was revoked; ask for another one.')
    : new DomainError(
        'token_expired',
        'This upload token has come to its end: have it renewed, or ask for another one.',
      );
}

/** A limit of the token's policy that a file would pass. Sizes are bytes. */
export interface ReachedTokenLimit {
  readonly name: TokenLimitName;
  readonly max: number;
  /** Before what was refused. */
  readonly used: number;
}

const REFUSALS: Readonly<
  Record<
    TokenLimitName,
    { readonly code: ErrorCode; readonly say: (limit: ReachedTokenLimit) => string }
  >
> = {
  fileSize: {
    code: 'file_too_large',
    say: ({ max }) => `By this upload token a file may have at most ${max} bytes.`,
  },
  files: {
    code: 'token_files_used_up',
    say: ({ max }) => `This upload token is for ${max} files, and all of them were made.`,
  },
  bytes: {
    code: 'token_bytes_used_up',
    say: ({ max, used }) =>
      `This upload token is for ${max} bytes, of which ${max - used} are left.`,
  },
};

/** The refusal, with which limit it was, its value and what is used of it. */
export function tokenLimitReached(limit: ReachedTokenLimit): DomainError {
  const { code, say } = REFUSALS[limit.name];
  const message = say(limit);
  return new DomainError(code, message, {
    extensions: { limit: { ...limit, of: 'token' } },
    ...(limit.name !== 'files' && { errors: [{ path: 'size', message }] }),
  });
}
