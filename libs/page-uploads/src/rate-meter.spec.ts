import { describe, expect, it } from '@jest/globals';
import { RateMeter } from './rate-meter.js';

describe('RateMeter', () => {
  it('says nothing until something has been confirmed for a while', () => {
    const meter = new RateMeter();
    expect(meter.rate(0)).toBeUndefined();
    meter.restart(0, 500);
    meter.confirmed(100, 600);
    expect(meter.rate(1_000)).toBeUndefined();
    expect(meter.rate(2_000)).toBe(50);
  });

  it('counts nothing that was there before', () => {
    const meter = new RateMeter();
    meter.restart(0, 1_000_000);
    meter.confirmed(2_000, 1_000_200);
    expect(meter.rate(2_000)).toBe(100);
    expect(meter.secondsLeft(2_000, 1_000)).toBe(10);
  });

  it('forgets how fast it was before', () => {
    const meter = new RateMeter();
    meter.restart(0, 0);
    for (let second = 1; second <= 60; second += 1) {
      const slow = Math.max(0, second - 30);
      meter.confirmed(1_000 * second, 1_000 * Math.min(second, 30) + 10 * slow);
    }
    expect(meter.rate(60_000)).toBeCloseTo(10, 0);
  });

  it('has no rate where nothing comes any more', () => {
    const meter = new RateMeter();
    meter.restart(0, 0);
    meter.confirmed(2_000, 100);
    expect(meter.rate(20_000)).toBeUndefined();
  });
});
