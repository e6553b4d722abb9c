import type { BucketMarker } from '@waybill/domain';
import { BucketOwnedError } from './bucket-owned-error.js';

/**
 * Makes sure that the bucket is this installation's: marks one that is nobody's, and takes over
 * what `takeOverFrom` has. The marker is read again after it was written, as not every store refuses
 * the second of two writers (`If-None-Match`).
 * @throws BucketOwnedError where it is another's; DomainError store_unavailable
 */
export async function claimBucket(
  marker: BucketMarker,
  installationId: string,
  takeOverFrom?: string,
): Promise<void> {
  const owner = await marker.read();
  if (owner === installationId) return;
  if (owner === undefined) await marker.claim(installationId);
  else if (owner === takeOverFrom) await marker.takeOver(installationId);
  else throw new BucketOwnedError(marker.place, owner, installationId);
  const now = await marker.read();
  if (now === installationId) return;
  throw new BucketOwnedError(marker.place, now ?? 'unknown', installationId);
}
