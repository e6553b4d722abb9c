import type {
  DeadLetterRepository,
  EventPublisher,
  StorageEventQueue,
  StoreProfileSource,
  TenantData,
  Timers,
  TransferStrategies,
} from '@waybill/domain';
import type { QueueRoom } from '@waybill/messaging';
import type { Logger } from '@waybill/observability';
import { ChunkAnnouncer } from './chunks/chunk-announcer.js';
import { ConfirmChunk } from './chunks/use-cases/confirm-chunk.js';
import { ConfirmChunks } from './chunks/use-cases/confirm-chunks.js';
import { SignChunkUrls } from './chunks/use-cases/sign-chunk-urls.js';
import { CompleteFile } from './files/use-cases/complete-file.js';
import { CreateFile } from './files/use-cases/create-file.js';
import { DeleteFile, type StoreSweep } from './files/use-cases/delete-file.js';
import { GetFile } from './files/use-cases/get-file.js';
import type { DefaultLimits } from './limits/default-limits.js';
import type { Ids } from './platform/ids.js';
import type { BucketSettings, UploadSettings } from './platform/settings.js';
import type { EnvelopeReader } from './storage-events/envelope-reader.js';
import type { IntakeBatcher } from './storage-events/intake-batcher.js';
import { TakeStorageEvents } from './storage-events/take-storage-events.js';

export { EventHub, type HubScope } from './live/event-hub.js';
export type { StreamSink } from './live/stream-sink.js';
export { LiveStream } from './live/live-stream.js';
export { fileBody } from './files/file-body.js';
export type { OwnFile } from './auth/require-file.js';
export type { FileDeclaration } from './files/use-cases/create-file.js';
export { IntakeBatcher } from './storage-events/intake-batcher.js';

/** All that the use cases of an upload stand on. */
export interface ApiPorts {
  readonly data: TenantData;
  readonly deadLetters: DeadLetterRepository;
  readonly strategies: TransferStrategies;
  readonly storageEvents: StorageEventQueue;
  readonly publisher: EventPublisher;
  readonly store: StoreProfileSource;
  readonly sweep: StoreSweep;
  readonly envelopes: EnvelopeReader;
  readonly room: Pick<QueueRoom, 'assertRoom'>;
  readonly intake: Pick<IntakeBatcher, 'add'>;
  readonly location: BucketSettings;
  readonly uploads: UploadSettings;
  readonly limits: DefaultLimits;
  readonly ids: Ids;
  readonly timers: Timers;
  readonly logger: Pick<Logger, 'warn'>;
}

/** The use cases without Nest, on any ports: the simulation drives the real classes (tools/simulation). */
export function apiUseCases(ports: ApiPorts) {
  const { data, strategies, store, uploads, timers } = ports;
  const confirmChunks = new ConfirmChunks(
    data,
    strategies,
    ports.storageEvents,
    store,
    new ChunkAnnouncer(ports.publisher, ports.logger),
    timers,
  );
  return {
    createFile: new CreateFile(
      data,
      strategies,
      store,
      ports.location,
      uploads,
      ports.limits,
      ports.ids,
      timers,
    ),
    getFile: new GetFile(data),
    signChunkUrls: new SignChunkUrls(data, strategies, store, uploads, timers),
    confirmChunk: new ConfirmChunk(confirmChunks),
    confirmChunks,
    completeFile: new CompleteFile(data),
    deleteFile: new DeleteFile(data, ports.sweep),
    takeStorageEvents: new TakeStorageEvents(
      ports.envelopes,
      ports.room,
      ports.intake,
      ports.deadLetters,
    ),
  };
}

export type ApiUseCases = ReturnType<typeof apiUseCases>;
