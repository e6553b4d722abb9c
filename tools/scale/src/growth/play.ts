import type { Costs } from '../model/costs.js';
import type { Network } from '../model/network.js';
import { seeded } from '../model/random.js';
import { simulate } from '../model/simulate.js';
import { type Demand, ROOM } from './demand.js';
import { scriptOf, type Workload } from './workload.js';

/** Enough for a steady 99th percentile. */
const FILES = 20_000;

/** Every part on machines of its own, as many of each as the demand asks for. */
function networkFor({ apis, processors, postgresCores, redisShare }: Demand): Network {
  const counts = {
    api: apis,
    processor: processors,
    postgres: Math.max(2, Math.ceil(postgresCores / ROOM)),
    redis: Math.max(1, Math.ceil(redisShare / ROOM)),
  };
  const all = Object.entries(counts);
  return {
    hosts: all.map(([name, cores]) => ({ name, cores })),
    services: all.map(([name, threads]) => ({ name, host: name, threads })),
  };
}

/** @returns milliseconds that our parts add to all calls of a file, in the busiest hour: the median and the 99th percentile */
export function playPeak(
  costs: Costs,
  workload: Workload,
  demand: Demand,
): { readonly median: number; readonly worst: number } {
  const perSecond = demand.filesPerSecond;
  const load = { perSecond, seconds: FILES / perSecond, script: scriptOf(costs, workload) };
  const { times } = simulate(networkFor(demand), load, seeded(1));
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? Number.NaN;
  return { median: at(0.5), worst: at(0.99) };
}
