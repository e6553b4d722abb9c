import { describe, expect, it } from '@jest/globals';
import { chunkSpan } from './chunk-plan.js';
import { MIB } from './limits.js';
import { planVariableChunks } from './variable-plan.js';

describe('planVariableChunks', () => {
  it('takes the client’s own cuts', () => {
    const plan = planVariableChunks(13 * MIB + 7, [5 * MIB, 8 * MIB, 7]);
    expect(plan).toMatchObject({ chunkSize: 8 * MIB, chunkCount: 3 });
    expect(chunkSpan(plan, 2)).toEqual({ number: 2, offset: 5 * MIB, size: 8 * MIB });
    expect(chunkSpan(plan, 3)).toEqual({ number: 3, offset: 13 * MIB, size: 7 });
  });

  it('takes the one empty chunk of an empty file', () => {
    expect(planVariableChunks(0, [0])).toMatchObject({ chunkCount: 1 });
  });

  it.each([
    ['chunk_list_mismatch', 10, []],
    ['chunk_list_mismatch', 10, [9]],
    ['chunk_size_too_small', 10 * MIB, [4 * MIB, 6 * MIB]],
    ['chunk_size_too_small', 5 * MIB, [5 * MIB, 0]],
    ['chunk_size_too_small', 10, [10.5]],
    ['chunk_size_too_large', 6 * 1024 * MIB, [6 * 1024 * MIB]],
    ['size_invalid', -1, [1]],
  ])('refuses with %s: %d bytes in %p', (code, size, sizes) => {
    expect(() => planVariableChunks(size, sizes)).toThrow(expect.objectContaining({ code }));
  });
});
