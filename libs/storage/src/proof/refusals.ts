import type { StoreGap } from '@waybill/config';

/** Of a body that is not what its URL is bound to (S3 API Reference, "Error responses"; MinIO; Ceph). */
export const DIGEST_REFUSALS: readonly string[] = [
  '400 BadDigest',
  '400 XAmzContentSHA256Mismatch',
  '400 XAmzContentChecksumMismatch',
];

/**
 * How stores say no, status and code together. An answer that is not listed proves nothing: it may
 * be a fault, or a server that says no to everything.
 */
const NOT_SIGNED = ['403 AccessDenied', '403 SignatureDoesNotMatch'];

export const REFUSALS: Readonly<Record<StoreGap, readonly string[]>> = {
  'copy-source': [
    ...NOT_SIGNED,
    '400 InvalidArgument',
    '400 InvalidRequest',
    // Ceph 16, of a part and where the SHA-256 is signed.
    '400 RequestTimeout',
    '501 NotImplemented',
    '412 PreconditionFailed',
  ],
  'public-acl': [
    ...NOT_SIGNED,
    '400 AccessControlListNotSupported',
    '400 InvalidArgument',
    '400 InvalidRequest',
    '501 NotImplemented',
  ],
  'unsigned-headers': [...NOT_SIGNED, '400 InvalidArgument', '400 InvalidRequest'],
  // S3 User Guide, "Conditional writes".
  'second-put': ['412 PreconditionFailed', '409 ConditionalRequestConflict'],
  'wrong-length': [
    ...NOT_SIGNED,
    // A longer body has another digest, too.
    ...DIGEST_REFUSALS,
    '400 IncompleteBody',
    '400 InvalidRequest',
    '411 MissingContentLength',
    '501 NotImplemented',
  ],
};
