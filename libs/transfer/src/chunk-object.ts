import type { File, TransferStrategy } from '@waybill/domain';

/** A strategy that has a chunk's bytes in an object of their own before the file is published. */
export interface KeepsChunkObjects {
  /** The key of the object that holds this chunk and nothing else. */
  chunkObject(file: File, number: number): string;
}

/**
 * The key under which a chunk that was sent can be read back (what a reused chunk has is its
 * source), or undefined where the strategy has no such object: parts of an S3 multipart upload
 * cannot be read before it is completed.
 */
export function chunkObject(
  strategy: TransferStrategy,
  file: File,
  number: number,
): string | undefined {
  return keepsChunkObjects(strategy) ? strategy.chunkObject(file, number) : undefined;
}

function keepsChunkObjects(
  strategy: TransferStrategy & Partial<KeepsChunkObjects>,
): strategy is TransferStrategy & KeepsChunkObjects {
  return strategy.chunkObject !== undefined;
}
