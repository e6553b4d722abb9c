import { startCeph, type CephOptions } from './ceph/ceph.js';
import { type ForeignSetup, prepareForeignStore } from './provision/foreign-store.js';
import { provisionBucket } from './provision/provision.js';
import type { Push } from './provision/bucket-target.js';
import type { S3Keys } from './ceph/user.js';
import type { ExternalS3 } from './stack-options.js';

export interface Store {
  s3: ExternalS3;
  /** Who signs uploads; in a store that runs elsewhere its operator says so. */
  upload?: S3Keys;
  /** Unknown for a store that runs elsewhere. */
  storeProfile?: 'md5' | 'sha256';
  warnings: readonly string[];
  reclaimSpace: () => Promise<void>;
}

/** Any region does: Ceph looks at none, and the SDK wants one. */
const region = 'us-east-1';

export async function ownStore(
  options: CephOptions,
  bucket: string,
  push: Push | undefined,
): Promise<Store> {
  const { endpoint, storeProfile, reclaimSpace } = await startCeph(options);
  const { service, upload } = options.keys;
  const s3 = { ...service, endpoint, region, bucket };
  options.progress('s3', 'preparing the bucket');
  await provisionBucket({ ...s3, ...(push && { push }) });
  return { s3, upload, storeProfile, warnings: [], reclaimSpace };
}

export async function externalStore(
  s3: ExternalS3,
  push: Push | undefined,
  setup: ForeignSetup,
): Promise<Store> {
  const warnings = await prepareForeignStore({ ...s3, ...(push && { push }) }, setup);
  return { s3, warnings, reclaimSpace: () => Promise.resolve() };
}
