import { describe, expect, it } from '@jest/globals';
import type { Network } from './network.js';
import { seeded } from './random.js';
import { simulate } from './simulate.js';

const call = (...stages: [service: string, cpu: number][]) => ({
  stages: stages.map(([service, cpu]) => ({ service, cpu })),
  answeredAfter: stages.length,
});

function network(cores: number, threads: Readonly<Record<string, number>>): Network {
  return {
    hosts: [{ name: 'one', cores }],
    services: Object.entries(threads).map(([name, count]) => ({
      name,
      host: 'one',
      threads: count,
    })),
  };
}

/** Rate of a load that is never short of work, against what has to come out. */
function perSecond(of: Network, callers: number, ...calls: ReturnType<typeof call>[]): number {
  const scripts = 5_000;
  return scripts / simulate(of, { callers, scripts, script: calls }, seeded(1)).seconds;
}

/** Within 3%: the runs are by chance. */
function expectAbout(found: number, expected: number): void {
  expect(Math.abs(found / expected - 1)).toBeLessThan(0.03);
}

describe('the model', () => {
  it('has one thread do no more than one core', () => {
    expectAbout(perSecond(network(8, { api: 1 }), 16, call(['api', 100])), 10_000);
  });

  it('has the slowest service of a chain tell the rate, where there are cores for all', () => {
    const chain = call(['api', 100], ['processor', 250], ['redis', 10]);
    expectAbout(perSecond(network(8, { api: 1, processor: 1, redis: 1 }), 64, chain), 4_000);
  });

  it('has all work share the cores, where there are fewer than threads', () => {
    const chain = call(['api', 100], ['processor', 100], ['postgres', 200]);
    const shared = network(2, { api: 1, processor: 1, postgres: 20 });
    expectAbout(perSecond(shared, 64, chain), 5_000);
  });

  it('gives more threads more, until the cores are used up', () => {
    const two = network(2, { processor: 2 });
    const four = network(2, { processor: 4 });
    expectAbout(perSecond(two, 16, call(['processor', 100])), 20_000);
    expectAbout(perSecond(four, 16, call(['processor', 100])), 20_000);
  });

  it('answers a caller before the work that follows is done, and does that too', () => {
    const post = { ...call(['api', 10], ['processor', 1_000]), answeredAfter: 1 };
    const { seconds, times } = simulate(
      network(8, { api: 1, processor: 1 }),
      { callers: 1, scripts: 2_000, script: [post] },
      seeded(1),
    );
    expect(Math.max(...times)).toBeLessThan(0.1);
    expectAbout(2_000 / seconds, 1_000);
  });

  it('has queues grow without bound near the limit: M/M/1 by its mean', () => {
    // Visits take from half to one and a half of their mean, so by Pollaczek and Khinchine the mean
    // wait is load × service × (1 + 1/12) / (2 × (1 − load)).
    const waitAt = (load: number) => (load * 0.1 * (1 + 1 / 12)) / (2 * (1 - load));
    for (const load of [0.5, 0.8]) {
      const { times } = simulate(
        network(4, { api: 1 }),
        { perSecond: load * 10_000, seconds: 20, script: [call(['api', 100])] },
        seeded(1),
      );
      const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
      expect(mean - 0.1).toBeGreaterThan(waitAt(load) * 0.93);
      expect(mean - 0.1).toBeLessThan(waitAt(load) * 1.07);
    }
  });

  it('plays the same run for the same seed', () => {
    const load = { perSecond: 1_000, seconds: 1, script: [call(['api', 100])] };
    const run = () => simulate(network(2, { api: 1 }), load, seeded(7)).times;
    expect(run()).toEqual(run());
  });

  it('says which service is missing', () => {
    expect(() => perSecond(network(1, { api: 1 }), 1, call(['cache', 1]))).toThrow(
      'The model has no service cache.',
    );
  });
});
