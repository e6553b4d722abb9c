import {
  type ChunkPlan,
  chunkSpan,
  type DomainError,
  fieldError,
  GIB,
  MAX_CHUNK_COUNT,
  MAX_CHUNK_SIZE,
  MIB,
  MIN_CHUNK_SIZE,
} from '@waybill/domain';

/**
 * Every chunk becomes a part of an S3 multipart upload (S3 User Guide, "Amazon S3 multipart upload
 * limits").
 * @throws DomainError strategy_not_applicable
 */
export function assertPartsFit(strategy: string, plan: ChunkPlan): void {
  const { chunkCount } = plan;
  if (chunkCount < 1 || chunkCount > MAX_CHUNK_COUNT) {
    throw notApplicable(strategy, `carries 1 to ${MAX_CHUNK_COUNT} chunks, not ${chunkCount}`);
  }
  const sizes = plan.sizes ?? [plan.chunkSize, chunkSpan(plan, chunkCount)?.size ?? 0];
  if (sizes.some((size) => size > MAX_CHUNK_SIZE)) {
    throw notApplicable(strategy, `carries chunks of at most ${MAX_CHUNK_SIZE / GIB} GiB`);
  }
  const smallest = Math.min(...(chunkCount === 1 ? [] : sizes.slice(0, -1)));
  if (smallest < MIN_CHUNK_SIZE) {
    throw notApplicable(
      strategy,
      `carries chunks of at least ${MIN_CHUNK_SIZE / MIB} MiB, but for the last`,
    );
  }
}

export function notApplicable(strategy: string, what: string): DomainError {
  return fieldError('strategy_not_applicable', 'strategy', `The strategy "${strategy}" ${what}.`);
}
