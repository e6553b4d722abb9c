import { describe, expect, it } from '@jest/globals';
import { parseNumberRange } from './number-range.js';

describe('parseNumberRange', () => {
  it.each([
    ['1-1', [1]],
    ['3-5', [3, 4, 5]],
  ])('reads %s', (range, numbers) => {
    expect(parseNumberRange(range)).toEqual(numbers);
  });

  it.each(['', '1', '0-3', '5-4', '1-', '-1', '1-2-3', ' 1-2', '1-2 ', 'a-b', '1.5-2', '1-999999'])(
    'refuses %p',
    (range) => {
      expect(() => parseNumberRange(range)).toThrow(
        expect.objectContaining({ code: 'range_invalid' }),
      );
    },
  );

  it('takes a thousand numbers and not one more', () => {
    expect(parseNumberRange('1-1000')).toHaveLength(1_000);
    expect(() => parseNumberRange('1-1001')).toThrow(
      expect.objectContaining({ code: 'too_many_numbers' }),
    );
  });
});
