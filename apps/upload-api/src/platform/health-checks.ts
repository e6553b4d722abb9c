import type { QueueProducers } from '@waybill/messaging';
import { occasionally, type HealthCheck } from '@waybill/observability';
import { probeWrites } from '@waybill/persistence';
import type { BucketOwnership, StoreProbe } from '@waybill/storage';
import type { DataSource } from 'typeorm';
import type { StoreProofKeeper } from './store-proof-keeper.js';

/** Milliseconds between two writes that only ask whether one is taken. */
const WRITE_INTERVAL = 10_000;

/**
 * Without its database, or before the store has shown that it enforces what URLs promise, the API is of
 * no use. With any other fault it is degraded, and serves what does not need it: what is there is read
 * from a database that is full, URLs are signed without the store, and without Redis only storage
 * events are refused, which the store sends again.
 */
export function healthChecks(
  source: DataSource,
  producers: QueueProducers,
  probe: StoreProbe,
  proof: StoreProofKeeper,
  bucket: BucketOwnership,
): HealthCheck[] {
  return [
    { name: 'database', run: () => source.query('SELECT 1') },
    {
      name: 'database_writes',
      critical: false,
      run: occasionally(WRITE_INTERVAL, () => probeWrites(source)),
    },
    { name: 'redis', critical: false, run: () => producers.probe() },
    { name: 'bucket', run: () => Promise.resolve(bucket.assertOwned()) },
    { name: 'store_proof', run: () => Promise.resolve(proof.assertProven()) },
    { name: 'store_gaps', critical: false, run: () => Promise.resolve(proof.assertNoGap()) },
    { name: 'store_clock', critical: false, run: () => Promise.resolve(proof.assertClock()) },
    { name: 'store', critical: false, run: () => probe.read() },
    {
      name: 'store_writes',
      critical: false,
      run: occasionally(WRITE_INTERVAL, () => probe.write()),
    },
  ];
}
