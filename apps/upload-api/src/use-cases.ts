/** What runs without Nest: for the simulation, which drives the real use cases (tools/simulation). */
export { ConfirmChunk } from './chunks/use-cases/confirm-chunk.js';
export { SignChunkUrls } from './chunks/use-cases/sign-chunk-urls.js';
export { EventHub, type HubScope } from './live/event-hub.js';
export type { EventSink } from './live/event-sink.js';
export { EventStream } from './live/event-stream.js';
export { fileBody } from './files/file-body.js';
export type { OwnFile } from './auth/require-file.js';
export { CompleteFile } from './files/use-cases/complete-file.js';
export { CreateFile, type FileDeclaration } from './files/use-cases/create-file.js';
export { DeleteFile } from './files/use-cases/delete-file.js';
export { GetFile } from './files/use-cases/get-file.js';
export { IntakeBatcher } from './storage-events/intake-batcher.js';
export { TakeStorageEvents } from './storage-events/take-storage-events.js';
