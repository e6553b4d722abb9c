import { DomainError, SourceMissingError, UploadMissingError } from '@waybill/domain';
import { StoreFault } from './store-fault.js';

/** What a call was about; decides which of our errors a 404 or 412 is. */
export interface StoreSubject {
  /** For people: the S3 operation, e.g. `HeadObject`. */
  readonly operation: string;
  readonly key?: string;
  readonly uploadId?: string;
  /** Of a copy. */
  readonly sourceKey?: string;
}

/** What the SDK calls an answer without a body, or one that it cannot read: the status says more. */
const NAMELESS = new Set(['Error', 'UnknownError', 'Unknown']);

const SOURCE_GONE = new Set(['NoSuchKey', 'NotFound', 'PreconditionFailed']);

/**
 * The only way an error of the SDK or the network leaves this library.
 * @returns UploadMissingError, SourceMissingError, or DomainError `store_unavailable` with a
 *   {@link StoreFault} as its cause
 */
export function mapStoreError(error: unknown, subject: StoreSubject): Error {
  if (isOurs(error)) return error;
  const fault = toStoreFault(error);
  if (fault.code === 'NoSuchUpload' && subject.key !== undefined && subject.uploadId !== undefined)
    return new UploadMissingError(subject.key, subject.uploadId);
  if (subject.sourceKey !== undefined && SOURCE_GONE.has(fault.code))
    return new SourceMissingError(subject.sourceKey);
  return new DomainError(
    'store_unavailable',
    `${subject.operation} failed at the store: ${fault.code}.`,
    { cause: fault },
  );
}

/** The fault behind one of our errors, if the store caused it. */
export function storeFaultOf(error: unknown): StoreFault | undefined {
  return error instanceof DomainError && error.cause instanceof StoreFault
    ? error.cause
    : undefined;
}

function isOurs(error: unknown): error is Error {
  return (
    error instanceof DomainError ||
    error instanceof UploadMissingError ||
    error instanceof SourceMissingError
  );
}

interface ForeignError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

function toStoreFault(error: unknown): StoreFault {
  if (typeof error !== 'object' || error === null) return new StoreFault('Unknown', String(error));
  const foreign = error as ForeignError;
  const status = foreign.$metadata?.httpStatusCode;
  const code = [foreign.Code, foreign.code, foreign.name].find(
    (candidate): candidate is string => typeof candidate === 'string' && !NAMELESS.has(candidate),
  );
  const message = typeof foreign.message === 'string' ? foreign.message : '';
  return new StoreFault(
    code ?? (status === undefined ? 'Unknown' : `HTTP ${status}`),
    message,
    status,
    foreign.$metadata?.requestId,
  );
}
