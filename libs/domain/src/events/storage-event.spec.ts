import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareSequencers } from './storage-event.js';

const hex = fc.stringMatching(/^[0-9A-F]{1,24}$/u);

describe('compareSequencers', () => {
  it('pads the shorter one on the right before it compares', () => {
    expect(compareSequencers('0055AED6DCD90281E5', '0055AED6DCD90281E6')).toBeLessThan(0);
    expect(compareSequencers('1', '10')).toBe(0);
    expect(compareSequencers('2', '19')).toBeGreaterThan(0);
  });

  it('is an order: antisymmetric and transitive', () => {
    fc.assert(
      fc.property(hex, hex, hex, (a, b, c) => {
        expect(Math.sign(compareSequencers(a, b)) + Math.sign(compareSequencers(b, a))).toBe(0);
        const [x, y, z] = [a, b, c].sort(compareSequencers) as [string, string, string];
        expect(compareSequencers(x, y)).toBeLessThanOrEqual(0);
        expect(compareSequencers(x, z)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
