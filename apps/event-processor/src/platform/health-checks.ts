import type { QueueProducers } from '@waybill/messaging';
import { type HealthCheck, occasionally } from '@waybill/observability';
import { probeWrites } from '@waybill/persistence';
import type { BucketOwnership, StoreProbe } from '@waybill/storage';
import type { DataSource } from 'typeorm';
import type { ProcessorWorkers } from './processor-workers.js';

/** Milliseconds between two writes that only ask whether one is taken. */
const WRITE_INTERVAL = 10_000;

/** Without its database, its queues or its workers the processor is of no use. */
export function healthChecks(
  source: DataSource,
  producers: QueueProducers,
  probe: StoreProbe,
  workers: ProcessorWorkers,
  bucket: BucketOwnership,
): HealthCheck[] {
  return [
    { name: 'database', run: () => source.query('SELECT 1') },
    { name: 'database_writes', run: occasionally(WRITE_INTERVAL, () => probeWrites(source)) },
    { name: 'redis', run: () => producers.probe() },
    { name: 'bucket', run: () => Promise.resolve(bucket.assertOwned()) },
    // Chunks are believed without the store: only assembly waits for it.
    { name: 'store', critical: false, run: () => probe.read() },
    {
      name: 'store_writes',
      critical: false,
      run: occasionally(WRITE_INTERVAL, () => probe.write()),
    },
    { name: 'workers', run: () => Promise.resolve(workers.assertRunning()) },
  ];
}
