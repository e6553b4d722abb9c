export * from './client/create-s3-client.js';
export type { ParsedStorageEvents, RejectedRecord } from './envelopes/envelope.js';
export * from './envelopes/parse-storage-events.js';
export * from './errors/map-store-error.js';
export * from './errors/store-fault.js';
export * from './object-store.js';
export * from './sqs/sqs-message-source.js';
export type { Presigner, PresignRequest } from './signing/presigner.js';
