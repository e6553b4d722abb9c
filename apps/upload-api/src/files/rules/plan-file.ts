import { fieldError, planChunks, planVariableChunks, type ChunkPlan } from '@waybill/domain';
import type { DeclaredChunk } from './declared-digests.js';

export interface PlanDeclaration {
  /** Bytes. */
  readonly size: number;
  readonly chunkSize?: number;
  readonly chunks?: readonly DeclaredChunk[];
}

/**
 * The plan of a file. A size for every chunk, and no chunk size, is a plan that the client cut
 * itself; otherwise every chunk is equally large but the last.
 * @throws DomainError those of planChunks and planVariableChunks, chunk_list_mismatch
 */
export function planFile({ size, chunkSize, chunks = [] }: PlanDeclaration): ChunkPlan {
  const sizes = chunks.flatMap((chunk) => chunk.size ?? []);
  if (chunkSize !== undefined || sizes.length === 0) return planChunks(size, chunkSize);
  if (sizes.length === chunks.length) return planVariableChunks(size, sizes);
  throw fieldError(
    'chunk_list_mismatch',
    'chunks',
    'Give every chunk its size, or none: some have one and some have not.',
  );
}
