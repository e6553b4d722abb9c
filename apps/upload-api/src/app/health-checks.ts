import type { ObjectReader } from '@waybill/domain';
import type { QueueProducers } from '@waybill/messaging';
import type { HealthCheck } from '@waybill/observability';
import type { DataSource } from 'typeorm';

/** A key that is never written: "not there" is an answer, and all that is asked for. */
const PROBE_KEY = 'health/probe';

/** URLs are signed without the store, so an API whose store is away is degraded, not useless. */
export function healthChecks(
  source: DataSource,
  producers: QueueProducers,
  objects: ObjectReader,
): HealthCheck[] {
  return [
    { name: 'database', run: () => source.query('SELECT 1') },
    { name: 'redis', run: () => producers.ping() },
    { name: 'store', critical: false, run: () => objects.head(PROBE_KEY) },
  ];
}
