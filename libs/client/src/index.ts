export {
  WaybillAdminClient,
  type AuditPageOptions,
  type DeadLetterFilter,
  type LeftoverOptions,
  type RemoveLeftoversOptions,
} from './admin-client.js';
export { WaybillClient, type ClientOptions } from './client.js';
export { isTransient, WaybillError, type WaybillErrorDetails } from './errors.js';
export type { EventsOptions, WaybillEvent } from './events/event-stream.js';
export type { ChunkDigest } from './hashing/digest.js';
export type { Digests } from './hashing/digests.js';
export { compositeFingerprint } from './hashing/fingerprint.js';
export type { CallOptions, ConnectionOptions } from './http/api-transport.js';
export type { Credential } from './http/credential.js';
export type { PageOptions } from './http/pages.js';
export type { RetryPolicy } from './http/retry.js';
export { webPlatform, type OpenedSource, type UploadPlatform } from './platform.js';
export type { PutAnswer, PutChunk, PutRequest } from './put/put.js';
export { blobSource, bytesSource, type BlobSourceOptions } from './source/blob-source.js';
export type { ChunkContent } from './source/chunk-content.js';
export type { UploadSource } from './source/source.js';
export type { Uploadable } from './source/uploadable.js';
export type {
  ChunkChange,
  UploadOptions,
  UploadPhase,
  UploadProgress,
  UploadResult,
  UploadStart,
} from './upload/options.js';
export type { CompleteOptions, ReportedChunk } from './upload/upload-api.js';
export type { UploadTokensApi } from './upload-tokens-api.js';
export type { WebhooksApi } from './webhooks-api.js';
export type {
  ChunkBody,
  ChunkListBody,
  ChunkUrlListBody,
  ChunkUrlsRequestBody,
  ConfirmedChunksBody,
  CreateFileBody,
  DownloadBody,
  FileBody,
  FileListBody,
  JournalBody,
  Problem,
  UsageBody,
} from '@waybill/contracts';
