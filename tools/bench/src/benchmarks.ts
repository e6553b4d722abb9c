import type { Benchmark } from './benchmark.js';
import { capacity } from './capacity/capacity.bench.js';
import { events } from './events.bench.js';
import { files } from './files.bench.js';
import { intake } from './intake.bench.js';
import { job } from './job/job.bench.js';
import { live } from './live.bench.js';
import { presign } from './presign.bench.js';
import { race } from './race.bench.js';
import { reuse } from './reuse.bench.js';
import { stalls } from './stalls/stalls.bench.js';
import { urls } from './urls.bench.js';

/** All there are: a new one is a line here. */
export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  presign,
  urls,
  files,
  intake,
  events,
  live,
  reuse,
  job,
  race,
  stalls,
  capacity,
};
