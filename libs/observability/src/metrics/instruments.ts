import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; from an HTTP answer to the assembly of a large file. */
export const DURATION_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900,
];

/** Declares a counter; its name ends in `_total`. */
export function counter<Label extends string = never>(
  registry: Registry,
  name: `waybill_${string}_total`,
  help: string,
  labelNames: readonly Label[] = [],
): Counter<Label> {
  return new Counter({ name, help, labelNames, registers: [registry] });
}

/** Declares a histogram of seconds. */
export function durationHistogram<Label extends string = never>(
  registry: Registry,
  name: `waybill_${string}_seconds`,
  help: string,
  labelNames: readonly Label[] = [],
  buckets: number[] = DURATION_BUCKETS,
): Histogram<Label> {
  return new Histogram({ name, help, labelNames, buckets, registers: [registry] });
}

/**
 * Declares a gauge.
 * @param collect asked for the value at each scrape; where it fails the last value stands
 */
export function gauge<Label extends string = never>(
  registry: Registry,
  name: `waybill_${string}`,
  help: string,
  labelNames: readonly Label[] = [],
  collect?: (gauge: Gauge<Label>) => void | Promise<void>,
): Gauge<Label> {
  const made: Gauge<Label> = new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    ...(collect && {
      collect: async () => {
        try {
          await collect(made);
        } catch {
          // A scrape shows what is known; the failing dependency shows in /health/ready.
        }
      },
    }),
  });
  return made;
}
