import { describe, expect, it } from '@jest/globals';
import { ago, bytes, count, duration } from './format.js';

describe('what people read', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [8_388_608, '8.39 MB'],
    [5e15, '5,000 TB'],
  ])('%d bytes are %s', (number, text) => expect(bytes(number)).toBe(text));

  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [90, '2 min'],
    [3_600, '1 h'],
    [7_500, '2 h 5 min'],
    [3 * 86_400, '3 days'],
  ])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  it('counts one and many', () => {
    expect([count(1, 'file'), count(1_200, 'file')]).toEqual(['1 file', '1,200 files']);
  });

  it('says how long ago', () => {
    expect(ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:03:00Z'))).toBe('3 min ago');
    expect(ago('2026-01-01T00:00:01Z', Date.parse('2026-01-01T00:00:00Z'))).toBe('just now');
  });
});
