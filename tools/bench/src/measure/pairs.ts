import type { Goal } from './goal.js';

/** What one run of a candidate yields: how many units of work it did in how many seconds. */
type Candidate = () => Promise<{ readonly units: number; readonly seconds: number }>;

export interface ComparedNames {
  readonly title: string;
  readonly unit: string;
  readonly ours: { readonly name: string };
  readonly reference: { readonly name: string };
  readonly goal?: Goal;
}

export interface Comparison extends ComparedNames {
  readonly ours: { readonly name: string; readonly run: Candidate };
  readonly reference: { readonly name: string; readonly run: Candidate };
}

export interface ComparisonResult {
  readonly title: string;
  readonly unit: string;
  readonly ours: { readonly name: string; readonly perSecond: number };
  readonly reference: { readonly name: string; readonly perSecond: number };
  /** Median over the pairs of ours divided by reference. */
  readonly ratio: number;
  readonly ratios: readonly number[];
  readonly goal?: Goal;
}

/**
 * Runs both in turn, A B A B …, after one uncounted pair, and compares pair by pair: a machine
 * that becomes slower meanwhile slows both.
 * @throws the signal's reason, between two runs, once it is aborted
 */
export async function compare(
  comparison: Comparison,
  pairs: number,
  signal: AbortSignal,
): Promise<ComparisonResult> {
  const { ours, reference } = comparison;
  const rate = async (run: Candidate) => {
    signal.throwIfAborted();
    const { units, seconds } = await run();
    return units / seconds;
  };
  await rate(ours.run);
  await rate(reference.run);
  const rates: PairOfRates[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    rates.push({ ours: await rate(ours.run), reference: await rate(reference.run) });
  }
  return resultOf(comparison, rates);
}

/** Of one pair: units of work in a second. */
export interface PairOfRates {
  readonly ours: number;
  readonly reference: number;
}

/** What pairs come to that were measured in whatever way. */
export function resultOf(
  { title, unit, ours, reference, goal }: ComparedNames,
  rates: readonly PairOfRates[],
): ComparisonResult {
  const ratios = rates.map((pair) => pair.ours / pair.reference);
  return {
    title,
    unit,
    ours: { name: ours.name, perSecond: median(rates.map((pair) => pair.ours)) },
    reference: { name: reference.name, perSecond: median(rates.map((pair) => pair.reference)) },
    ratio: median(ratios),
    ratios,
    ...(goal && { goal }),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Seconds that `action` takes. */
export async function time(action: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await action();
  return Number(process.hrtime.bigint() - start) / 1e9;
}
