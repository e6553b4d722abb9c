import { describe, expect, it } from '@jest/globals';
import { MAX_RETRY_AFTER, retryAfterSeconds, retryDelay } from './retry-schedule.js';

describe('retryDelay', () => {
  const delays = [10, 60, 300];

  it('is anything up to the delay of its attempt, and nothing after the last', () => {
    expect(retryDelay(delays, 1, 0, () => 0.5)).toBe(5);
    expect(retryDelay(delays, 3, 0, () => 0)).toBe(0);
    expect(retryDelay(delays, 3, 0, () => 0.999)).toBeCloseTo(299.7);
    expect(retryDelay(delays, 4, 0)).toBeUndefined();
    expect(retryDelay(delays, 4, 60)).toBeUndefined();
    for (let run = 0; run < 100; run++) expect(retryDelay(delays, 2)).toBeLessThan(60);
  });

  it('waits for as long as the endpoint asks, within bounds', () => {
    expect(retryDelay(delays, 1, 120, () => 0.5)).toBe(120);
    expect(retryDelay(delays, 3, 5, () => 0.5)).toBe(150);
    expect(retryDelay(delays, 1, 1e9, () => 0.5)).toBe(MAX_RETRY_AFTER);
  });
});

describe('retryAfterSeconds', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  it.each([
    ['120', 120],
    [' 5 ', 5],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['-5', 0],
    ['soon', 0],
    [undefined, 0],
  ])('reads %j as %d', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});
