import { DomainError, fieldError } from '../errors/domain-error.js';
import type { ChunkPlan } from './chunk-plan.js';
import { assertSize } from './chunk-plan.js';
import { MAX_CHUNK_COUNT, MAX_CHUNK_SIZE, MIN_CHUNK_SIZE } from './limits.js';

/**
 * A plan that the client cut itself, for instance by content. Every chunk keeps S3's limits: 5 MiB
 * to 5 GiB, but for the last, which may be smaller.
 * @param sizes bytes of each chunk, in order
 * @throws DomainError size_invalid, size_too_large, chunk_size_too_small, chunk_size_too_large,
 *   too_many_chunks, chunk_list_mismatch
 */
export function planVariableChunks(size: number, sizes: readonly number[]): ChunkPlan {
  assertSize(size);
  if (sizes.length > MAX_CHUNK_COUNT) {
    throw fieldError('too_many_chunks', 'chunks', `S3 allows ${MAX_CHUNK_COUNT} chunks.`);
  }
  sizes.forEach((chunk, index) => assertChunk(chunk, index, index === sizes.length - 1, size));
  const sum = sizes.reduce((total, chunk) => total + chunk, 0);
  if (sizes.length === 0 || sum !== size) {
    throw new DomainError(
      'chunk_list_mismatch',
      `The chunks have ${sum} bytes together, the file has ${size}.`,
      { errors: [{ path: 'chunks', message: 'The sizes must add up to the size of the file.' }] },
    );
  }
  return { size, chunkSize: Math.max(...sizes), chunkCount: sizes.length, sizes };
}

function assertChunk(chunk: number, index: number, last: boolean, size: number): void {
  const path = `chunks.${index}.size`;
  const smallest = last ? Math.min(1, size) : MIN_CHUNK_SIZE;
  if (!Number.isSafeInteger(chunk) || chunk < smallest) {
    throw fieldError(
      'chunk_size_too_small',
      path,
      `This chunk must have at least ${smallest} bytes.`,
    );
  }
  if (chunk > MAX_CHUNK_SIZE) {
    throw fieldError('chunk_size_too_large', path, `A chunk has at most ${MAX_CHUNK_SIZE} bytes.`);
  }
}
