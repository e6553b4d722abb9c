import type { MemoryDatabase } from './database/memory-database.js';
import type { Checks } from './checks/checks.js';
import type { Mutant } from './mutants/mutant.js';
import type { Network } from './network.js';
import type { SimJob, SimQueue } from './queue/sim-queue.js';
import type { Random } from './random.js';
import type { SimStore } from './store/sim-store.js';
import type { VirtualTime } from './time/virtual-time.js';
import type { Trace } from './trace.js';
import type { Weather } from './weather.js';

/** What everything in one simulation shares. */
export interface Surroundings {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly weather: Weather;
  readonly trace: Trace;
  readonly network: Network;
  readonly db: MemoryDatabase;
  readonly queue: SimQueue;
  readonly store: SimStore;
  readonly checks: Checks;
  readonly mutant: Mutant;
  /** The worker of a job shows no life. */
  stalled(job: SimJob): void;
}
