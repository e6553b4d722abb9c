import type { ChunkContent } from '../source/chunk-content.js';
import type { Digests } from './digests.js';

/** One chunk's digests in the making. */
export interface ChunkDigest {
  update(bytes: Uint8Array): void;
  digest(): Digests;
}

/** Bytes between two pauses: about 3 ms of hashing, so that the event loop stays free. */
const SLICE = 2 * 1024 * 1024;

/**
 * Reads a chunk once and hashes it slice by slice, giving way to other work in between.
 * @throws the source's errors; the reason of `signal`
 */
export async function digestChunk(
  digest: ChunkDigest,
  content: ChunkContent,
  signal: AbortSignal,
): Promise<Digests> {
  for await (const piece of content.pieces(signal)) {
    for (let start = 0; start < piece.length; start += SLICE) {
      digest.update(piece.subarray(start, start + SLICE));
      await pause();
      signal.throwIfAborted();
    }
  }
  return digest.digest();
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    // setImmediate costs nothing; browsers do not have it.
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });
}
