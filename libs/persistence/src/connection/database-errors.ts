import { constants } from 'node:os';
import { isNativeError } from 'node:util/types';
import {
  DomainError,
  limitReached,
  type ReachedLimit,
  type ReachedTokenLimit,
  tokenEnded,
  tokenLimitReached,
} from '@waybill/domain';
import {
  CannotExecuteNotConnectedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  TransactionNotStartedError,
  TypeORMError,
} from 'typeorm';
import { READ_TIMEOUT_MESSAGE } from './pg-driver.js';

/**
 * SQLSTATEs that say "not now". Class 08 is the connection, 28 the login, 40 a transaction that lost
 * against others, 53 a lack of resources (too many connections, disk full), 57P the server's shutdown
 * or start, 58 the server's own disk and files.
 * Source: PostgreSQL manual, appendix A.
 */
const UNAVAILABLE_CLASSES = ['08', '28', '40', '53', '57P', '58'];
const UNAVAILABLE_STATES = new Set([
  '57014', // query_canceled: statement_timeout
  '55P03', // lock_not_available: lock_timeout
  '25P03', // idle_in_transaction_session_timeout
  '25P04', // transaction_timeout
  '25006', // read_only_sql_transaction: a replica, after a failover
  '3D000', // invalid_catalog_name: the database is not there (any more, or yet)
]);
const SQLSTATE = /^[0-9A-Z]{5}$/u;

const DISK_FULL = '53100';

/** What the function `quota_admits` raises; its detail is the limit, as JSON. */
const LIMIT_REACHED = 'WB001';

/** What the function `token_admits` raises; its detail says what stands against it, as JSON. */
const TOKEN_REFUSES = 'WB002';

/** What TypeORM throws when the connection broke between two queries, or was never there. */
const UNAVAILABLE_ERRORS = [
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  TransactionNotStartedError,
  CannotExecuteNotConnectedError,
] as const;

/** Errors of pg, pg-pool and TypeORM that have neither a code nor a class of their own. */
const UNAVAILABLE_MESSAGES = [
  READ_TIMEOUT_MESSAGE,
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end on the pool',
  'The server does not support SSL connections',
  'Driver not Connected',
];

const SERIALIZATION_STATES = new Set(['40001', '40P01']);

/** The transaction lost against another and may simply be tried again. */
export function isSerializationFailure(error: unknown): boolean {
  return causes(error).some((cause) => SERIALIZATION_STATES.has(codeOf(cause)));
}

/**
 * The one place where errors of pg and TypeORM become ours.
 * @returns DomainError `database_unavailable`, a limit that is reached, a token's refusal, or the error as it came
 */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const all = causes(error);
  const refused = all.find((cause) => codeOf(cause) === LIMIT_REACHED);
  if (refused) return limitReached(detailOfRefusal<ReachedLimit>(refused));
  const refusedByToken = all.find((cause) => codeOf(cause) === TOKEN_REFUSES);
  if (refusedByToken) return tokenRefusal(refusedByToken);
  if (!all.some(isUnavailable)) return error;
  return new DomainError('database_unavailable', detailOf(error), { cause: error });
}

function detailOfRefusal<Detail>(error: Error): Detail {
  const { detail } = error as Error & { readonly detail: string };
  return JSON.parse(detail) as Detail;
}

function tokenRefusal(error: Error): DomainError {
  const refusal = detailOfRefusal<ReachedTokenLimit | { readonly ended: 'expired' | 'revoked' }>(
    error,
  );
  return 'ended' in refusal ? tokenEnded(refusal.ended) : tokenLimitReached(refusal);
}

function detailOf(error: unknown): string {
  if (causes(error).some((cause) => codeOf(cause) === DISK_FULL)) {
    return 'The database has no space left on its disk; nothing is written until it has.';
  }
  if (isSerializationFailure(error)) return 'Another transaction was in the way; try again.';
  return 'The database does not answer; try again.';
}

/** Like {@link toDatabaseError}, for what may come from another system: only TypeORM's own errors. */
export function ofDatabase(error: unknown): unknown {
  return error instanceof TypeORMError ? toDatabaseError(error) : error;
}

/** Runs database work; what it throws has gone through {@link toDatabaseError}. */
export async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toDatabaseError(error);
  }
}

function isUnavailable(error: Error): boolean {
  const code = codeOf(error);
  return (
    UNAVAILABLE_STATES.has(code) ||
    isOfSystem(code) ||
    (SQLSTATE.test(code) && UNAVAILABLE_CLASSES.some((prefix) => code.startsWith(prefix))) ||
    UNAVAILABLE_ERRORS.some((Known) => error instanceof Known) ||
    UNAVAILABLE_MESSAGES.some((message) => error.message.startsWith(message))
  );
}

/** The socket's errors (ECONNRESET, ENOENT for a Unix socket that is not there) and the look-up's. */
function isOfSystem(code: string): boolean {
  return code in constants.errno || code === 'ENOTFOUND' || code.startsWith('EAI_');
}

/** The error and what it wraps: TypeORM's `driverError`, `cause`, and AggregateError's list. */
function causes(error: unknown, depth = 0): Error[] {
  if (!isNativeError(error) || depth > 4) return [];
  const { driverError, errors, cause } = error as Error & {
    driverError?: unknown;
    errors?: unknown;
  };
  const inner = [driverError, cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  return [error, ...inner.flatMap((one) => causes(one, depth + 1))];
}

function codeOf(error: Error): string {
  const { code } = error as Error & { code?: unknown };
  return typeof code === 'string' ? code : '';
}
