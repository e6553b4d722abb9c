import { describe, expect, it } from '@jest/globals';
import { sortOut } from './accept.js';

const file = (name: string, type: string, size: number) => ({
  file: new File([new Uint8Array(size)], name, { type }),
});
const picture = file('a.PNG', 'image/png', 10);
const text = file('b.txt', 'text/plain', 20);

describe('what is taken', () => {
  it.each([
    [undefined, 2],
    ['', 2],
    ['.png', 1],
    ['image/*', 1],
    ['IMAGE/PNG', 1],
    ['.png, text/plain', 2],
    ['application/pdf', 0],
  ])('goes by accept: %s', (accept, count) => {
    expect(sortOut([picture, text], { accept }, 0).taken).toHaveLength(count);
  });

  it('is no more and no larger than the page allows', () => {
    const { taken, refused } = sortOut(
      [text, picture, picture],
      { maxFileSize: 15, maxFiles: 2 },
      1,
    );
    expect(taken).toEqual([picture]);
    expect(refused.map(({ name, why }) => [name, why])).toEqual([
      ['b.txt', 'tooLarge'],
      ['a.PNG', 'tooMany'],
    ]);
  });
});
