import type { ErrorCode } from './error-codes.js';

/** One field of the input that is at fault; `path` is dotted, e.g. `chunks.3.sha256`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export interface DomainErrorDetails {
  /** The fields at fault, where the fault lies in the input. */
  readonly errors?: readonly FieldError[];
  /** Further members for the problem document, e.g. the numbers of missing chunks. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * Something the caller can understand and act on. `code` is stable and part of the API's contract;
 * `message` is for people and may change.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly errors: readonly FieldError[];
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: DomainErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.errors = details.errors ?? [];
    this.extensions = details.extensions ?? {};
  }
}

/** An error about exactly one field of the input. */
export function fieldError(code: ErrorCode, path: string, message: string): DomainError {
  return new DomainError(code, message, { errors: [{ path, message }] });
}
