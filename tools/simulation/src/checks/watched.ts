import type { MemoryDatabase } from '../database/memory-database.js';
import type { SimStore } from '../store/sim-store.js';

/** What the checks look at. */
export interface Watched {
  readonly db: MemoryDatabase;
  readonly store: SimStore;
}

/** Ends the simulation with what was broken, and how. */
export type Fail = (invariant: string, detail: string) => void;
