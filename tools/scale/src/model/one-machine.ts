import type { Network } from './network.js';

/** A process's connections to PostgreSQL, each of which is a thread there. */
const CONNECTIONS = 10;

/** All of it on one machine, as `npm start` and the benchmarks have it: Node has one thread each. */
export function oneMachine(cores: number, processors = 1): Network {
  const host = 'machine';
  return {
    hosts: [{ name: host, cores }],
    services: [
      { name: 'load', host, threads: 1 },
      { name: 'api', host, threads: 1 },
      { name: 'processor', host, threads: processors },
      { name: 'postgres', host, threads: CONNECTIONS * (1 + processors) },
      { name: 'redis', host, threads: 1 },
    ],
  };
}
