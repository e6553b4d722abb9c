export * from '../envelopes/fixtures/samples.js';
export { snsNotification } from '../envelopes/fixtures/sns.js';
export * from './fake-bucket.js';
export * from './fake-object-store.js';
export type { StoreRequest, StoreResponse } from './fake-requests.js';
