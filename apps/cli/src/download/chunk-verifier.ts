import { createHash, type Hash } from 'node:crypto';
import type { FileBody } from '@waybill/contracts';
import { compositeFingerprint } from '@waybill/client';
import { CliError } from '../errors.js';

/**
 * Hashes a file as it streams by, cut where its chunks were cut, and compares each chunk with what
 * the server verified.
 */
export class ChunkVerifier {
  #hash: Hash = createHash('sha256');
  /** Bytes seen of the chunk under way. */
  #inChunk = 0;
  #chunks = 0;

  /** @param digests hex SHA-256 of every chunk, in order */
  constructor(
    private readonly plan: Pick<FileBody, 'size' | 'chunkSize' | 'chunkCount'>,
    private readonly digests: readonly string[],
  ) {}

  /** Bytes of the chunks that were found right. */
  get verifiedBytes(): number {
    return Math.min(this.#chunks * this.plan.chunkSize, this.plan.size);
  }

  /** @throws CliError chunk_differs; the verifier then stands where that chunk begins */
  update(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length;) {
      const end = Math.min(bytes.length, start + this.#chunkEnd() - this.#inChunk);
      this.#hash.update(bytes.subarray(start, end));
      this.#inChunk += end - start;
      start = end;
      if (this.#inChunk === this.#chunkEnd()) this.#finishChunk();
    }
  }

  /** Goes back to where the chunk under way begins. */
  rewind(): void {
    this.#hash = createHash('sha256');
    this.#inChunk = 0;
  }

  /** The fingerprint, once every byte has gone by. */
  fingerprint(): Promise<string> {
    return compositeFingerprint(this.digests);
  }

  #chunkEnd(): number {
    const left = this.plan.size - this.#chunks * this.plan.chunkSize;
    return Math.max(1, Math.min(this.plan.chunkSize, left));
  }

  #finishChunk(): void {
    const found = this.#hash.digest('hex');
    this.rewind();
    const number = this.#chunks + 1;
    if (found !== this.digests[this.#chunks]) {
      throw new CliError(
        'chunk_differs',
        `Chunk ${number} came with other bytes than were uploaded (SHA-256 ${found}).`,
      );
    }
    this.#chunks = number;
  }
}
