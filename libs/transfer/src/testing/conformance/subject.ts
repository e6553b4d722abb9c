import type { TransferUnderTest } from '../transfer-under-test.js';

/** A strategy, and what its plans look like. A new one adds a line to `SUBJECTS` in conformance.ts. */
export interface Subject {
  readonly name: string;
  readonly sizes: readonly number[];
  /** What comes of a chunk whose stored bytes are others than those that were verified. */
  readonly changed: 'chunk_changed' | 'source_missing';
  /** Calls to ports of an assembly, at least: so many times it is killed. */
  readonly steps: number;
}

/** How a test of the suite gets at a new file on its way. */
export type Begin = (sizes?: readonly number[]) => TransferUnderTest;
