export * from './client/create-s3-client.js';
export type { ParsedStorageEvents, RejectedRecord } from './envelopes/envelope.js';
export * from './envelopes/parse-storage-events.js';
export * from './errors/map-store-error.js';
export * from './errors/store-fault.js';
export * from './object-store.js';
export * from './profile/prove-profile.js';
export * from './profile/store-profile-error.js';
export type { Presigner, PresignRequest } from './signing/presigner.js';
