import type { Benchmark } from './benchmark.js';
import { capacity } from './capacity/capacity.bench.js';
import { events } from './events.bench.js';
import { files } from './files.bench.js';
import { intake } from './intake.bench.js';
import { job } from './job/job.bench.js';
import { live } from './live.bench.js';
import { memory } from './memory.bench.js';
import { presign } from './presign.bench.js';
import { processors } from './processors.bench.js';
import { race } from './race.bench.js';
import { reuse } from './reuse.bench.js';
import { sqs } from './sqs.bench.js';
import { stalls } from './stalls/stalls.bench.js';
import { tables } from './tables.bench.js';
import { urls } from './urls.bench.js';

/** All there are: a new one is a line here. */
export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  presign,
  urls,
  files,
  intake,
  events,
  live,
  sqs,
  processors,
  memory,
  tables,
  reuse,
  job,
  race,
  stalls,
  capacity,
};
