import { describe, expect, it } from '@jest/globals';
import { readSelection } from './chunk-selection.js';

const A = 'a'.repeat(64);

describe('readSelection', () => {
  it('puts numbers in order, each once', () => {
    expect(readSelection({ numbers: [3, 1, 3] })).toMatchObject({ numbers: [1, 3], digests: [] });
  });

  it('leaves out of a range what is there already, but not of a list', () => {
    expect(readSelection({ range: '2-4' })).toMatchObject({
      numbers: [2, 3, 4],
      skipUploaded: true,
    });
    expect(readSelection({ numbers: [2] }).skipUploaded).toBe(false);
  });

  it('folds the same chunk named twice, and brings digests to lower case', () => {
    const chunks = [
      { number: 2, sha256: A.toUpperCase() },
      { number: 2, sha256: A, md5: 'B'.repeat(32) },
      { number: 1 },
    ];
    expect(readSelection({ chunks })).toEqual({
      numbers: [1, 2],
      digests: [{ number: 2, sha256: A, md5: 'b'.repeat(32) }],
      skipUploaded: false,
    });
  });

  it('refuses one chunk with two digests', () => {
    const chunks = [
      { number: 2, sha256: A },
      { number: 2, sha256: 'c'.repeat(64) },
    ];
    expect(() => readSelection({ chunks })).toThrow(
      expect.objectContaining({ code: 'chunk_fingerprint_conflict' }),
    );
  });
});
