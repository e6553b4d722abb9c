import { isNativeError } from 'node:util/types';
import { DomainError } from '@waybill/domain';
import { READ_TIMEOUT_MESSAGE } from './pg-driver.js';

/**
 * SQLSTATEs that say "not now". Class 08 is the connection, 53 a lack of resources (too many
 * connections, disk full), 57P the server's shutdown or start.
 * Source: PostgreSQL manual, appendix A.
 */
const UNAVAILABLE_CLASSES = ['08', '53', '57P'];
const UNAVAILABLE_STATES = new Set([
  '57014', // query_canceled: statement_timeout
  '55P03', // lock_not_available: lock_timeout
  '25P03', // idle_in_transaction_session_timeout
  '25006', // read_only_sql_transaction: a replica, after a failover
]);

const UNAVAILABLE_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // a Unix socket that is not there
]);

/** Errors of pg and pg-pool that have no code. */
const UNAVAILABLE_MESSAGES = [
  READ_TIMEOUT_MESSAGE,
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end on the pool',
  'Driver not Connected',
  // TypeORM, when the connection broke between two queries of a transaction
  'Query runner already released',
];

const SERIALIZATION_STATES = new Set(['40001', '40P01']);

/** The transaction lost against another and may simply be tried again. */
export function isSerializationFailure(error: unknown): boolean {
  return causes(error).some((cause) => SERIALIZATION_STATES.has(codeOf(cause)));
}

/**
 * The one place where errors of pg and TypeORM become ours.
 * @returns DomainError `database_unavailable`, or the error as it came
 */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof DomainError || !causes(error).some(isUnavailable)) return error;
  return new DomainError('database_unavailable', 'The database does not answer; try again.', {
    cause: error,
  });
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
    UNAVAILABLE_SYSTEM_CODES.has(code) ||
    (code.length === 5 && UNAVAILABLE_CLASSES.some((prefix) => code.startsWith(prefix))) ||
    UNAVAILABLE_MESSAGES.some((message) => error.message.startsWith(message))
  );
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
