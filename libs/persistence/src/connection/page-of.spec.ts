import { describe, expect, it } from '@jest/globals';
import { pageOf } from './page-of.js';

const page = (rows: number[], limit: number) =>
  pageOf(
    rows,
    limit,
    (row) => `item ${row}`,
    (item) => item,
  );

describe('pageOf', () => {
  it('gives the start of the next page only where there is one', () => {
    expect(page([1, 2, 3], 2)).toEqual({ items: ['item 1', 'item 2'], next: 'item 2' });
    expect(page([1, 2], 2)).toEqual({ items: ['item 1', 'item 2'] });
    expect(page([], 2)).toEqual({ items: [] });
  });
});
