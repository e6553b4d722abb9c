import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; from an HTTP answer to the assembly of a large file. */
const DURATION_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900,
];

/** Declares what is measured in a registry. */
export class Instruments {
  constructor(private readonly registry: Registry) {}

  /** Its name ends in `_total`. */
  counter<Label extends string = never>(
    name: `waybill_${string}_total`,
    help: string,
    labelNames: readonly Label[] = [],
  ): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** A histogram of seconds. */
  durations<Label extends string = never>(
    name: `waybill_${string}_seconds`,
    help: string,
    labelNames: readonly Label[] = [],
  ): Histogram<Label> {
    const buckets = DURATION_BUCKETS;
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** @param collect asked for the value at each scrape; where it fails the last value stands */
  gauge<Label extends string = never>(
    name: `waybill_${string}`,
    help: string,
    labelNames: readonly Label[] = [],
    collect?: (gauge: Gauge<Label>) => void | Promise<void>,
  ): Gauge<Label> {
    const made: Gauge<Label> = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
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
}
