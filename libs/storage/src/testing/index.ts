export * from '../envelopes/fixtures/aws.js';
export * from '../envelopes/fixtures/ceph-rgw.js';
export * from '../envelopes/fixtures/minio.js';
export * from './fake-bucket.js';
export * from './fake-object-store.js';
export type { StoreRequest, StoreResponse } from './fake-requests.js';
