import { freemem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { whenAborted } from '@waybill/stack';
import type { Amount, Benchmark } from './benchmark.js';
import { compare } from './measure/pairs.js';
import { report } from './measure/report.js';
import { type Row, rowOfComparison, rowOfFigure } from './measure/row.js';

const GIBIBYTE = 1024 ** 3;

/** Milliseconds for a benchmark to take its stack down; what is left then ends with this process. */
const GRACE = 30_000;

/** A store in memory takes up to twice what it holds. */
const MEMORY_PER_STORED = 2;

export interface RunOptions extends Amount {
  /** Aborted when somebody asks for the end. */
  readonly asked: AbortSignal;
  readonly profile?: string;
  readonly onRow: (row: Row) => void;
}

/**
 * Runs a benchmark within its bounds.
 * @throws Error with a line that says which bound it met, or what `asked` was aborted with
 */
export async function runBenchmark(
  { minutes, gibibytes: storeSize, run }: Benchmark,
  { asked, profile, onRow, ...amount }: RunOptions,
): Promise<void> {
  const gibibytes = boundFor(storeSize, amount);
  assertMemory(gibibytes);
  const ending = new AbortController();
  const signal = AbortSignal.any([asked, ending.signal]);
  const fail = (reason: Error) => ending.abort(reason);
  const bound = boundFor(minutes, amount);
  const timer = setTimeout(() => fail(new Error(`not done in ${bound} minutes`)), bound * 60_000);
  const take = (row: Row) => {
    report(row);
    onRow(row);
  };
  const measured = run({
    ...amount,
    gibibytes,
    signal,
    ...(profile !== undefined && { profile }),
    fail,
    measure: async (comparison) =>
      take(rowOfComparison(await compare(comparison, amount.pairs, signal))),
    show: (result) => take(rowOfComparison(result)),
    tell: (figure) => take(rowOfFigure(figure)),
  });
  const overdue = whenAborted(signal).then(() => sleep(GRACE, undefined, { ref: false }));
  try {
    await Promise.race([measured, overdue]);
    signal.throwIfAborted();
  } finally {
    clearTimeout(timer);
  }
}

function boundFor(bound: number | ((amount: Amount) => number), amount: Amount): number {
  return typeof bound === 'number' ? bound : bound(amount);
}

function assertMemory(gibibytes: number): void {
  const needed = gibibytes * MEMORY_PER_STORED;
  const free = freemem() / GIBIBYTE;
  if (free >= needed) return;
  throw new Error(
    `its store in memory needs ${needed} GiB, and ${free.toFixed(1)} are free on this machine`,
  );
}
