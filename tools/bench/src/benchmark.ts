import type { Comparison, ComparisonResult } from './measure/pairs.js';
import type { Figure } from './measure/row.js';

/** A benchmark as {@link BENCHMARKS} lists it; it is run by its name, or with all others. */
export interface Benchmark {
  /** A line for whoever asks what there is. */
  readonly says: string;
  /** Minutes it may take, its stack's start and end included. */
  readonly minutes: number | ((amount: Amount) => number);
  /** GiB that its store may hold at one time; 0 where it needs no store. */
  readonly gibibytes: number | ((amount: Amount) => number);
  /** True for what is asked for by name only: a check that takes long, not a figure. */
  readonly apart?: true;
  readonly run: (context: BenchContext) => Promise<void>;
}

/** How much is asked for. */
export interface Amount {
  /** Of what a check tries by chance, where it does. */
  readonly tries: number;
  /** MiB of a file that is sent whole. */
  readonly mebibytes: number;
  /** Pairs, or rounds, to measure. */
  readonly pairs: number;
}

export interface BenchContext extends Amount {
  /** GiB, as the benchmark has it. */
  readonly gibibytes: number;
  /** Aborted when the time is over, the store is full, or somebody asks for the end. */
  readonly signal: AbortSignal;
  /** Where the apps write their CPU profiles; absent where none are asked for. */
  readonly profile?: string;
  /** Measures and prints a comparison, which is a row of the table. */
  readonly measure: (comparison: Comparison) => Promise<void>;
  /** Prints a comparison that was measured otherwise, in rounds of more than two. */
  readonly show: (result: ComparisonResult) => void;
  /** Prints a figure that is compared to nothing, a row as well. */
  readonly tell: (figure: Figure) => void;
  /** Ends the benchmark from outside of its run, with the reason. */
  readonly fail: (reason: Error) => void;
}
