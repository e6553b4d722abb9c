import type { ObjectReader } from '@waybill/domain';
import type { QueueProducers } from '@waybill/messaging';
import type { HealthCheck } from '@waybill/observability';
import type { BucketOwnership } from '@waybill/storage';
import type { DataSource } from 'typeorm';
import type { StoreProfileProof } from './store-profile-proof.js';

/** A key that is never written: "not there" is an answer, and all that is asked for. */
const PROBE_KEY = 'health/probe';

/**
 * URLs are signed without the store, so an API whose store is away is degraded, not useless; but only
 * once the store has shown that it enforces what they promise.
 */
export function healthChecks(
  source: DataSource,
  producers: QueueProducers,
  objects: ObjectReader,
  profile: StoreProfileProof,
  bucket: BucketOwnership,
): HealthCheck[] {
  return [
    { name: 'database', run: () => source.query('SELECT 1') },
    { name: 'redis', run: () => producers.ping() },
    { name: 'bucket', run: () => Promise.resolve(bucket.assertOwned()) },
    { name: 'store_profile', run: () => Promise.resolve(profile.assertProven()) },
    { name: 'store', critical: false, run: () => objects.head(PROBE_KEY) },
  ];
}
