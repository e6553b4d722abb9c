/** Who works for a call: what sends it, our two apps, and the two servers behind them. */
export const WORKERS = ['load', 'api', 'processor', 'postgres', 'redis'] as const;
export type Worker = (typeof WORKERS)[number];

/** Microseconds of one core, by who spends them. */
export type Spent = Readonly<Record<Worker, number>>;

/** What a kind of call costs: so much each, and so much more for each thing in it. */
export interface Cost {
  readonly each: Spent;
  readonly perUnit: Spent;
}

/** The calls of an upload, and what is counted in each of them. */
export const OPERATIONS = {
  create: 'chunks of the file',
  urls: 'URLs of the page',
  events: 'records of the request',
  read: 'files',
  complete: 'chunks of the file',
} as const;
export type Operation = keyof typeof OPERATIONS;

export interface Costs {
  readonly measuredAt: string;
  readonly machine: { readonly cores: number; readonly cpu: string };
  readonly operations: Readonly<Record<Operation, Cost>>;
  /** Bytes that stay, or go through, for each thing. */
  readonly bytes: {
    /** Of the tables and their indexes, for a file and for a chunk. */
    readonly file: number;
    readonly chunk: number;
    /** Of the write-ahead log, from a chunk's row to its file's completion. */
    readonly walPerChunk: number;
    /** Of Redis, for an event that waits. */
    readonly waitingEvent: number;
  };
}

/** What a call with so many units costs. */
export function spentOn({ each, perUnit }: Cost, units: number): Spent {
  const of = (worker: Worker) => each[worker] + units * perUnit[worker];
  return {
    load: of('load'),
    api: of('api'),
    processor: of('processor'),
    postgres: of('postgres'),
    redis: of('redis'),
  };
}

/** The line through what was measured with few units and with many; nothing costs less than nothing. */
export function costOf(
  few: { readonly units: number; readonly spent: Spent },
  many: { readonly units: number; readonly spent: Spent },
): Cost {
  const each: Record<string, number> = {};
  const perUnit: Record<string, number> = {};
  for (const worker of WORKERS) {
    const slope = (many.spent[worker] - few.spent[worker]) / (many.units - few.units);
    perUnit[worker] = Math.max(0, slope);
    each[worker] = Math.max(0, few.spent[worker] - few.units * Math.max(0, slope));
  }
  return { each: each as Spent, perUnit: perUnit as Spent };
}
