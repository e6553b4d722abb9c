import { compositeFingerprint, DomainError, fieldError, type Chunk } from '@waybill/domain';

const FINGERPRINT = /^[0-9a-f]{64}-[1-9]\d{0,4}$/u;

/**
 * @returns the fingerprint in lower case
 * @throws DomainError fingerprint_invalid, also where it is of another number of chunks
 */
export function normaliseFingerprint(fingerprint: string, chunkCount: number): string {
  const lower = fingerprint.toLowerCase();
  if (FINGERPRINT.test(lower) && lower.endsWith(`-${chunkCount}`)) return lower;
  throw fieldError(
    'fingerprint_invalid',
    'fingerprint',
    `This file's fingerprint is 64 hexadecimal digits and "-${chunkCount}", the number of its chunks.`,
  );
}

/**
 * Compares a declared fingerprint with that of the chunks, where every chunk's own is known. Where
 * one is not, the bytes are read back before anything is published, and compared then.
 * @throws DomainError fingerprint_mismatch
 */
export function assertFingerprint(declared: string, chunks: readonly Chunk[]): void {
  const digests = chunks.flatMap((chunk) => chunk.sha256 ?? []);
  if (digests.length < chunks.length) return;
  assertSameFingerprint(declared, compositeFingerprint(digests));
}

/** @throws DomainError fingerprint_mismatch */
export function assertSameFingerprint(declared: string, actual: string): void {
  if (declared === actual) return;
  throw new DomainError(
    'fingerprint_mismatch',
    `The declared fingerprint is ${declared}, that of the chunks ${actual}.`,
    { extensions: { fingerprint: actual } },
  );
}
