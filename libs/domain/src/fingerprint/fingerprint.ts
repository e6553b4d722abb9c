import { createHash } from 'node:crypto';
import { fieldError } from '../errors/domain-error.js';

/**
 * A file's fingerprint: SHA-256 over its chunks' SHA-256 digests in order, then `-N`. It is how S3
 * forms a COMPOSITE checksum (S3 User Guide, "Checking object integrity"), so it can be verified
 * without reading the bytes again.
 * @param digests lower-case hex SHA-256 of each chunk, in order
 */
export function compositeFingerprint(digests: readonly string[]): string {
  const hash = createHash('sha256');
  for (const digest of digests) hash.update(Buffer.from(digest, 'hex'));
  return `${hash.digest('hex')}-${digests.length}`;
}

/**
 * The ETag that S3 gives a multipart object: MD5 over the parts' MD5 digests in order, then `-N`.
 * Holds where each part's ETag is its MD5 (no SSE-KMS, no SSE-C).
 * @param etags lower-case hex, without quotes
 */
export function multipartEtag(etags: readonly string[]): string {
  const hash = createHash('md5');
  for (const etag of etags) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${etags.length}`;
}

/** What S3 calls an ETag: an MD5, or that of parts with their number. */
const HEX_ETAG = /^[0-9a-f]{32,128}(?:-\d{1,5})?$/iu;

/**
 * An ETag as we keep it, and the one place where it is made so: without quotes, without the mark of a
 * weak one, and hexadecimal digits in lower case. Other ETags are opaque (RFC 9110, "ETag"): there
 * the case can tell two apart.
 */
export function bareEtag(etag: string): string {
  const bare = etag
    .trim()
    .replace(/^W\//u, '')
    .replace(/^(?:"|&quot;)|(?:"|&quot;)$/gu, '');
  return HEX_ETAG.test(bare) ? bare.toLowerCase() : bare;
}

/**
 * Brings a digest to lower-case hex.
 * @param bytes 32 for SHA-256, 16 for MD5
 * @throws DomainError fingerprint_invalid
 */
export function normaliseDigest(digest: string, bytes: 16 | 32, path: string): string {
  if (digest.length !== bytes * 2 || !/^[0-9a-f]+$/iu.test(digest)) {
    const name = bytes === 32 ? 'SHA-256' : 'MD5';
    throw fieldError('fingerprint_invalid', path, `A ${name} is ${bytes * 2} hexadecimal digits.`);
  }
  return digest.toLowerCase();
}
