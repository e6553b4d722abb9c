import { describe, expect, it } from '@jest/globals';
import { type Cost, type Costs, OPERATIONS, type Spent } from '../model/costs.js';
import { demandOf } from './demand.js';
import { playPeak } from './play.js';
import { filesPerSecond, spentOnFile, USUAL } from './workload.js';

const spent = (over: Partial<Spent> = {}): Spent => ({
  load: 0,
  api: 0,
  processor: 0,
  postgres: 0,
  redis: 0,
  ...over,
});

/** Each call costs 100 µs of the API, and 10 more of PostgreSQL for each thing in it. */
function costs(over: Partial<Costs['bytes']> = {}, each: Partial<Spent> = { api: 100 }): Costs {
  const cost: Cost = { each: spent(each), perUnit: spent({ postgres: 10 }) };
  return {
    measuredAt: '2026-01-01T00:00:00Z',
    machine: { cores: 2, cpu: 'test' },
    operations: Object.fromEntries(
      Object.keys(OPERATIONS).map((name) => [name, cost]),
    ) as Costs['operations'],
    bytes: { file: 1_000, chunk: 200, walPerChunk: 500, waitingEvent: 100, ...over },
  };
}

const times = (factor: number) => ({ ...USUAL, bytesPerDay: USUAL.bytesPerDay * factor });

describe('what a workload asks for', () => {
  it('counts the calls of a file: one each, and an event for each chunk', () => {
    // create, urls, complete and read, and eight events; 8 + 8 + 8 + 1 things and eight more.
    expect(spentOnFile(costs(), USUAL)).toEqual(spent({ api: 12 * 100, postgres: 33 * 10 }));
  });

  it('grows with the bytes of a day, and its busiest hour', () => {
    expect(filesPerSecond(USUAL)).toBeCloseTo(5.17, 2);
    expect(filesPerSecond({ ...USUAL, peak: 6 })).toBeCloseTo(10.35, 2);
    const [one, ten] = [demandOf(costs(), USUAL), demandOf(costs(), times(10))];
    expect(ten.eventsPerSecond / one.eventsPerSecond).toBeCloseTo(10, 9);
    expect(ten.postgresCores / one.postgresCores).toBeCloseTo(10, 9);
  });

  it('asks for as many processes as have room left', () => {
    // 1,200 µs a file: 517 files a second are 0.62 cores, more than the 0.6 of one process.
    expect(demandOf(costs(), times(90)).apis).toBe(1);
    expect(demandOf(costs(), times(100)).apis).toBe(2);
  });

  it.each([
    ['PostgreSQL’s log', { walPerChunk: 1e6 }, { api: 100 }],
    ['PostgreSQL’s tables', { chunk: 1e6 }, { api: 100 }],
    ['PostgreSQL’s cores', {}, { postgres: 1e6 }],
    ['Redis’ thread', {}, { redis: 1e5 }],
  ] as const)('names the part that ends first: %s', (limit, bytes, each) => {
    expect(demandOf(costs(bytes, each), times(10)).firstLimit).toBe(limit);
  });

  it('names none where all have room', () => {
    expect(demandOf(costs(), USUAL).firstLimit).toBeUndefined();
  });

  it('plays the busiest hour on what it asks for, and no call waits long', () => {
    const demand = demandOf(costs(), times(1_000));
    const { median, worst } = playPeak(costs(), times(1_000), demand);
    // All twelve calls of a file, one after the other, are 1.53 ms of work.
    expect(median).toBeGreaterThan(1.4);
    expect(median).toBeLessThan(4);
    expect(worst).toBeGreaterThan(median);
  });
});
