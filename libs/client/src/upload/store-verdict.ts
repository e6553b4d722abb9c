import { WaybillError } from '../errors.js';
import type { PutAnswer } from '../put/put.js';

/** What to do about a store's answer to a PUT. */
export type StoreVerdict =
  /** The bytes are there. */
  | 'stored'
  /** The URL has expired, or its signature ended with the credentials: ask for another. */
  | 'new-url'
  /** May well succeed in a moment. */
  | 'again'
  /** No repetition will help. */
  | 'refused';

/** S3 answers these with 400 or 409 although they pass (S3 API Reference, "Error responses"). */
const PASSING = new Set([
  'RequestTimeout',
  'IncompleteBody',
  // The bytes were altered on the way: not those that were hashed.
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'XAmzContentChecksumMismatch',
  'ConditionalRequestConflict',
  'OperationAborted',
  'SlowDown',
]);

export function judge(answer: PutAnswer): StoreVerdict {
  const { status, storeCode } = answer;
  if (status >= 200 && status < 300) return 'stored';
  // Write-once: somebody stored this chunk first, most likely our own attempt whose answer was lost.
  if (status === 412) return 'stored';
  if (status === 403) return 'new-url';
  if (status >= 500 || status === 408 || status === 429) return 'again';
  return storeCode !== undefined && PASSING.has(storeCode) ? 'again' : 'refused';
}

export function storeError(answer: PutAnswer, number: number): WaybillError {
  const said = [answer.status, answer.storeCode, answer.storeMessage].filter(Boolean).join(' ');
  const passing = judge(answer) === 'again';
  return new WaybillError(
    passing ? 'store_unreachable' : 'store_rejected',
    `The store did not take chunk ${number}: ${said}`,
    {
      status: answer.status,
      retryAfter: answer.retryAfter,
      extensions: { number, storeCode: answer.storeCode },
    },
  );
}

/**
 * Whether the store acknowledged other bytes than were sent. An ETag is the MD5 but for objects
 * that are encrypted with KMS or a customer's key (S3 API Reference, "Object").
 * @param bound the URL bound a digest, so that the store has compared by itself
 */
export function acknowledgesOther(answer: PutAnswer, md5: string, bound: boolean): boolean {
  if (answer.status >= 300 || answer.etag === undefined) return false;
  if (!/^[0-9a-f]{32}$/u.test(answer.etag) || answer.etag === md5) return false;
  return answer.encrypted === false || (answer.encrypted === undefined && !bound);
}
