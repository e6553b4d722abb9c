import { sha256 } from 'hash-wasm';

/**
 * A file's fingerprint: SHA-256 over its chunks' SHA-256 digests in order, then `-N`; the form of
 * S3's composite checksums (S3 User Guide, "Checking object integrity").
 * @param digests hex SHA-256 of every chunk, in order; an empty file has one chunk of 0 bytes
 */
export async function compositeFingerprint(digests: readonly string[]): Promise<string> {
  const joined = new Uint8Array(digests.length * 32);
  digests.forEach((digest, index) => {
    for (let byte = 0; byte < 32; byte += 1) {
      joined[index * 32 + byte] = Number.parseInt(digest.slice(byte * 2, byte * 2 + 2), 16);
    }
  });
  return `${await sha256(joined)}-${digests.length}`;
}
