import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../errors/domain-error.js';
import { chunkSpan, planChunks } from './chunk-plan.js';
import { MAX_CHUNK_COUNT, MAX_CHUNK_SIZE, MAX_FILE_SIZE, MIB, MIN_CHUNK_SIZE } from './limits.js';

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('planChunks', () => {
  it.each([
    [0, undefined, 8 * MIB, 1],
    [1, undefined, 8 * MIB, 1],
    [5 * MIB, 5 * MIB, 5 * MIB, 1],
    [5 * MIB + 1, 5 * MIB, 5 * MIB, 2],
    [10_000 * 5 * MIB, 5 * MIB, 5 * MIB, 10_000],
    [80_000 * MIB, undefined, 8 * MIB, 10_000],
    [80_000 * MIB + 1, undefined, 16 * MIB, 5_001],
  ])('cuts %d bytes by %p into chunks of %d: %d of them', (size, asked, chunkSize, chunkCount) => {
    expect(planChunks(size, asked)).toEqual({ size, chunkSize, chunkCount });
  });

  it('finds a plan for the largest object that S3 holds', () => {
    expect(planChunks(MAX_FILE_SIZE)).toEqual({
      size: MAX_FILE_SIZE,
      chunkSize: MAX_CHUNK_SIZE,
      chunkCount: MAX_CHUNK_COUNT,
    });
  });

  it.each([
    ['size_invalid', -1, undefined],
    ['size_invalid', 1.5, undefined],
    ['size_invalid', Number.NaN, undefined],
    ['size_too_large', MAX_FILE_SIZE + 1, undefined],
    ['chunk_size_too_small', 100, MIN_CHUNK_SIZE - 1],
    ['chunk_size_too_small', 100, 0],
    ['chunk_size_too_small', 100, 6 * MIB + 0.5],
    ['chunk_size_too_large', 100, MAX_CHUNK_SIZE + 1],
    ['too_many_chunks', 10_000 * 5 * MIB + 1, 5 * MIB],
  ])('refuses with %s: size %d, chunk size %p', (code, size, chunkSize) => {
    expect(codeOf(() => planChunks(size, chunkSize))).toBe(code);
  });

  it('covers every byte exactly once, whatever the size', () => {
    const sizes = fc.integer({ min: 0, max: 200 * MIB });
    const chunkSizes = fc.integer({ min: MIN_CHUNK_SIZE, max: 64 * MIB });
    fc.assert(
      fc.property(sizes, chunkSizes, (size, chunkSize) => {
        const plan = planChunks(size, chunkSize);
        let end = 0;
        for (let number = 1; number <= plan.chunkCount; number++) {
          const span = chunkSpan(plan, number);
          expect(span?.offset).toBe(end);
          expect(span?.size === 0).toBe(size === 0);
          end += span?.size ?? 0;
        }
        expect(end).toBe(size);
      }),
    );
  });
});

describe('chunkSpan', () => {
  it.each([0, 3, -1, 1.5, Number.NaN])('has no chunk %d in a plan of two', (number) => {
    expect(chunkSpan(planChunks(6 * MIB, 5 * MIB), number)).toBeUndefined();
  });
});
