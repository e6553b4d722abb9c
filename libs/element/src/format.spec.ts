import { describe, expect, it } from '@jest/globals';
import { bytes, duration } from './format.js';
import { ENGLISH, fill } from './messages.js';

describe('words', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_500, '1.5 kB'],
    [999_600, '1 MB'],
    [60_000_000, '60 MB'],
  ])('%d bytes are %s', (count, text) => {
    expect(bytes(count, 'en-GB')).toMatch(
      new RegExp(`^${text.replace(' ', '[\\s\u00a0]?')}$`, 'iu'),
    );
  });

  it('tell what time is left in the page’s language', () => {
    expect(duration(0.2, 'en-GB')).toMatch(/^1 sec/u);
    expect(duration(300, 'de')).toMatch(/^5 Min/u);
    expect(duration(7_200, 'en-GB')).toMatch(/^2 h/u);
  });

  it('have values put in, and no place left open in English', () => {
    expect(fill('{done} of {size}', { done: '1 MB', size: '2 MB' })).toBe('1 MB of 2 MB');
    const known = new Set(['name', 'size', 'max', 'done', 'time', 'types', 'count']);
    const places = JSON.stringify(ENGLISH).matchAll(/\{(\w+)\}/gu);
    expect([...places].filter(([, word]) => !known.has(word ?? ''))).toEqual([]);
  });
});
