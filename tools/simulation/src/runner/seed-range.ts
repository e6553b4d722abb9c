import type { Coverage } from '../trace.js';

/** Seeds that one thread runs one after the other. */
export interface SeedRange {
  readonly from: number;
  readonly count: number;
}

/** What came of a range: all of it passed, but for the seed at which it ended. */
export interface RangeOutcome {
  readonly range: SeedRange;
  readonly failed: number | undefined;
  readonly steps: number;
  readonly coverage: Coverage;
}
