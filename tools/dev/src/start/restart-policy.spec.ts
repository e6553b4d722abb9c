import { describe, expect, it } from '@jest/globals';
import { RestartPolicy } from './restart-policy.js';

describe('RestartPolicy', () => {
  it('waits longer each time, and then gives up', () => {
    const policy = new RestartPolicy();
    const delays = Array.from({ length: 6 }, () => policy.next(100));
    const waits = delays.slice(0, -1).map(Number);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(delays.at(-1)).toBeUndefined();
  });

  it('begins anew with an app that had recovered', () => {
    const policy = new RestartPolicy();
    const first = policy.next(100);
    for (let time = 0; time < 3; time += 1) policy.next(100);
    expect(policy.next(120_000)).toBe(first);
  });
});
