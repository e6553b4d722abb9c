import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * A registry with the process's own metrics (CPU, memory, event loop lag). One for each process;
 * nothing uses prom-client's global one. Which service a series comes from, the scraper's own
 * `job` and `instance` labels say.
 */
export function createMetricsRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
