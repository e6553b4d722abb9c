import { describe, expect, it } from '@jest/globals';
import { schedule, type Step } from './schedule.js';

const ALL = Array.from({ length: 20 }, (_, index) => ({
  name: `fault ${index}`,
  part: `part ${index % 3}`,
}));
const partOf = (name: string) => ALL.find((one) => one.name === name)?.part;

function first(seed: number, faults: number): Step[] {
  const steps: Step[] = [];
  for (const step of schedule(seed, ALL)) {
    steps.push(step);
    if (steps.flatMap((one) => one.faults).length >= faults) return steps;
  }
  return steps;
}

describe('schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(first(7, 40)).toEqual(first(7, 40));
    expect(first(7, 40)).not.toEqual(first(8, 40));
  });

  it('has each fault before it has any again', () => {
    const names = first(3, 20).flatMap(({ faults }) => faults);
    expect(names.sort()).toEqual(ALL.map(({ name }) => name).sort());
  });

  it('has some faults come two at a time, never of one part', () => {
    const pairs = first(1, 400).filter(({ faults }) => faults.length === 2);
    expect(pairs.length).toBeGreaterThan(10);
    for (const { faults } of pairs) expect(new Set(faults.map(partOf)).size).toBe(2);
  });
});
