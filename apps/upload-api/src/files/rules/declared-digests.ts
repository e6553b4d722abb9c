import {
  chunkSpan,
  DomainError,
  fieldError,
  normaliseDigest,
  type ChunkPlan,
  type DeclaredDigests,
} from '@waybill/domain';

/** What a client says of a chunk when it declares the file. Digests in hex, size in bytes. */
export interface DeclaredChunk {
  readonly sha256: string;
  readonly md5?: string;
  readonly size?: number;
}

/**
 * Checks declared chunks against the plan: as many as it has, each of the plan's size.
 * @throws DomainError chunk_list_mismatch, fingerprint_invalid
 */
export function declaredDigests(
  plan: ChunkPlan,
  chunks: readonly DeclaredChunk[] = [],
): DeclaredDigests[] {
  if (chunks.length > 0 && chunks.length !== plan.chunkCount) {
    throw new DomainError(
      'chunk_list_mismatch',
      `The plan has ${plan.chunkCount} chunks of ${plan.chunkSize} bytes, but ${chunks.length} were declared.`,
      {
        errors: [{ path: 'chunks', message: `Declare all ${plan.chunkCount} chunks, or none.` }],
        extensions: { plan: { chunkSize: plan.chunkSize, chunkCount: plan.chunkCount } },
      },
    );
  }
  return chunks.map((chunk, index) => {
    assertPlannedSize(plan, index, chunk.size);
    return {
      sha256: normaliseDigest(chunk.sha256, 32, `chunks.${index}.sha256`),
      ...(chunk.md5 !== undefined && {
        md5: normaliseDigest(chunk.md5, 16, `chunks.${index}.md5`),
      }),
    };
  });
}

function assertPlannedSize(plan: ChunkPlan, index: number, size: number | undefined): void {
  const planned = chunkSpan(plan, index + 1)?.size;
  if (size === undefined || size === planned) return;
  throw fieldError(
    'chunk_list_mismatch',
    `chunks.${index}.size`,
    `Chunk ${index + 1} has ${planned ?? 0} bytes by the plan, not ${size}.`,
  );
}
