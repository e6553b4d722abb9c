import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layout } from './chunk-layout.js';

describe('layout', () => {
  it('gives each of a few chunks a large cell', () => {
    expect(layout(24, 1000, 220)).toMatchObject({ pitch: 14, group: 1 });
  });

  it('has room for every chunk, in the height that there is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 200, max: 2_000 }),
        (count, width) => {
          const { pitch, columns, rows, group } = layout(count, width, 220);
          expect(columns * rows * group).toBeGreaterThanOrEqual(count);
          expect(columns * pitch).toBeLessThanOrEqual(width);
          expect(rows * pitch).toBeLessThanOrEqual(220);
        },
      ),
    );
  });
});
