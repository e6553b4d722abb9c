import type { Registry } from 'prom-client';
import type { Readiness } from '../health/readiness.js';
import { Instruments } from './instruments.js';

/**
 * What `/health/ready` says, as figures: alerts go by what a process sees of what it needs. The checks run
 * at each scrape, with their own deadline.
 */
export function registerDependencies(registry: Registry, readiness: Readiness): void {
  new Instruments(registry).gauge(
    'waybill_dependency_up',
    '1 where the check of /health/ready passed, 0 where it failed.',
    ['dependency'],
    async (up) => {
      for (const { name, status } of (await readiness.report()).checks) {
        up.set({ dependency: name }, status === 'up' ? 1 : 0);
      }
    },
  );
}
