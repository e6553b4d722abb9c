import { fieldError } from '../errors/domain-error.js';
import {
  DEFAULT_CHUNK_SIZE,
  MAX_CHUNK_COUNT,
  MAX_CHUNK_SIZE,
  MAX_FILE_SIZE,
  MIB,
  MIN_CHUNK_SIZE,
} from './limits.js';

/** How a file is cut. Every chunk has `chunkSize` bytes but the last, which has what is left. */
export interface ChunkPlan {
  readonly size: number;
  readonly chunkSize: number;
  readonly chunkCount: number;
  /** Bytes of each chunk in order, where the client cut the file itself; `chunkSize` is the largest. */
  readonly sizes?: readonly number[];
}

export interface ChunkSpan {
  readonly number: number;
  readonly offset: number;
  readonly size: number;
}

/**
 * Plans the chunks of a file of `size` bytes. Without `chunkSize` the smallest of 8 MiB, 16 MiB, …
 * that needs at most 10,000 chunks. An empty file has one chunk of 0 bytes, so that it is sent,
 * verified and assembled like every other.
 * @throws DomainError size_invalid, size_too_large, chunk_size_too_small, chunk_size_too_large,
 *   too_many_chunks
 */
export function planChunks(size: number, chunkSize?: number): ChunkPlan {
  assertSize(size);
  const cut = chunkSize ?? fittingChunkSize(size);
  assertChunkSize(cut);
  const chunkCount = Math.max(1, Math.ceil(size / cut));
  if (chunkCount > MAX_CHUNK_COUNT) {
    throw fieldError(
      'too_many_chunks',
      'chunkSize',
      `${size} bytes in chunks of ${cut} are ${chunkCount} chunks; S3 allows ${MAX_CHUNK_COUNT}. ` +
        `Leave chunkSize out, or make it at least ${Math.ceil(size / MAX_CHUNK_COUNT)}.`,
    );
  }
  return { size, chunkSize: cut, chunkCount };
}

/** The span of one chunk, or undefined where the plan has no such number. */
export function chunkSpan(plan: ChunkPlan, number: number): ChunkSpan | undefined {
  if (!Number.isInteger(number) || number < 1 || number > plan.chunkCount) return undefined;
  if (plan.sizes) {
    const offset = plan.sizes.slice(0, number - 1).reduce((sum, size) => sum + size, 0);
    return { number, offset, size: plan.sizes[number - 1] ?? 0 };
  }
  const offset = (number - 1) * plan.chunkSize;
  return { number, offset, size: Math.min(plan.chunkSize, plan.size - offset) };
}

function fittingChunkSize(size: number): number {
  let chunkSize = DEFAULT_CHUNK_SIZE;
  while (Math.ceil(size / chunkSize) > MAX_CHUNK_COUNT) chunkSize *= 2;
  return Math.min(chunkSize, MAX_CHUNK_SIZE);
}

export function assertSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw fieldError(
      'size_invalid',
      'size',
      'The size must be a whole number of bytes, 0 or more.',
    );
  }
  if (size > MAX_FILE_SIZE) {
    throw fieldError(
      'size_too_large',
      'size',
      `The size is over S3's limit of ${MAX_FILE_SIZE} bytes.`,
    );
  }
}

function assertChunkSize(chunkSize: number): void {
  if (!Number.isSafeInteger(chunkSize) || chunkSize < MIN_CHUNK_SIZE) {
    throw fieldError(
      'chunk_size_too_small',
      'chunkSize',
      `The chunk size must be a whole number of bytes, at least ${MIN_CHUNK_SIZE} (${MIN_CHUNK_SIZE / MIB} MiB).`,
    );
  }
  if (chunkSize > MAX_CHUNK_SIZE) {
    throw fieldError(
      'chunk_size_too_large',
      'chunkSize',
      `The chunk size is over ${MAX_CHUNK_SIZE} bytes (5 GiB).`,
    );
  }
}
