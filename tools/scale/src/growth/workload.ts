import { callOf } from '../model/calls.js';
import { type Costs, type Operation, spentOn, type Spent, WORKERS } from '../model/costs.js';
import type { Call } from '../model/network.js';

const MIB = 1024 * 1024;
const DAY = 86_400;

/** What is uploaded: everything else follows from it. */
export interface Workload {
  readonly bytesPerDay: number;
  readonly fileBytes: number;
  readonly chunkBytes: number;
  /** How many times the mean the busiest hour has. */
  readonly peak: number;
}

/** 10 TB a day in files of 64 MiB: what the scales are multiples of. */
export const USUAL: Workload = {
  bytesPerDay: 10e12,
  fileBytes: 64 * MIB,
  chunkBytes: 8 * MIB,
  peak: 3,
};

export function chunksOf({ fileBytes, chunkBytes }: Workload): number {
  return Math.max(1, Math.ceil(fileBytes / chunkBytes));
}

/** Files a second in the busiest hour. */
export function filesPerSecond({ bytesPerDay, fileBytes, peak }: Workload): number {
  return (bytesPerDay / fileBytes / DAY) * peak;
}

/** The calls of one file, in their order: its client's, and the store's. */
function callsOf(workload: Workload): readonly (readonly [Operation, units: number])[] {
  const chunks = chunksOf(workload);
  return [
    ['create', chunks],
    ['urls', chunks],
    ...Array.from({ length: chunks }, () => ['events', 1] as const),
    ['complete', chunks],
    ['read', 1],
  ];
}

/** Microseconds of cores that one file costs, from its declaration to its download. */
export function spentOnFile(costs: Costs, workload: Workload): Spent {
  const spent: Record<string, number> = Object.fromEntries(WORKERS.map((worker) => [worker, 0]));
  for (const [operation, units] of callsOf(workload)) {
    const call = spentOn(costs.operations[operation], units);
    for (const worker of WORKERS) spent[worker] = (spent[worker] ?? 0) + call[worker];
  }
  return spent as Spent;
}

/** The same as calls of the model; the client is somebody else's machine. */
export function scriptOf(costs: Costs, workload: Workload): Call[] {
  return callsOf(workload).map(([operation, units]) => {
    const { stages, answeredAfter } = callOf(costs, operation, units);
    const mine = stages.filter(({ service }) => service !== 'load');
    return { stages: mine, answeredAfter: answeredAfter - (stages.length - mine.length) };
  });
}
