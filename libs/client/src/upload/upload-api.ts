import type {
  ChunkBody,
  ChunkUrlListBody,
  ChunkUrlsRequestBody,
  ConfirmChunksBody,
  ConfirmedChunksBody,
  CreateFileBody,
  FileBody,
} from '@waybill/contracts';
import type { EventsOptions, WaybillEvent } from '../events/event-stream.js';
import type { CallOptions } from '../http/api-transport.js';

export interface CompleteOptions extends CallOptions {
  /** What the whole file must be; see `compositeFingerprint`. */
  readonly fingerprint?: string;
  /** Seconds that the server may take before it answers `completing`; at most 60. */
  readonly wait?: number;
}

export type ReportedChunk = ConfirmChunksBody['chunks'][number];

/** The calls of the API that an upload makes. Every call throws WaybillError. */
export interface UploadApi {
  createFile(body: CreateFileBody, options?: CallOptions): Promise<FileBody>;
  getFile(id: string, options?: CallOptions): Promise<FileBody>;
  chunks(
    id: string,
    options?: CallOptions & { readonly status?: ChunkBody['status'] },
  ): AsyncGenerator<ChunkBody, void, undefined>;
  chunkUrls(
    id: string,
    request: ChunkUrlsRequestBody,
    options?: CallOptions,
  ): Promise<ChunkUrlListBody>;
  confirmChunks(
    id: string,
    chunks: readonly ReportedChunk[],
    options?: CallOptions,
  ): Promise<ConfirmedChunksBody>;
  completeFile(id: string, options?: CompleteOptions): Promise<FileBody>;
  events(id: string, options?: EventsOptions): AsyncGenerator<WaybillEvent, void, undefined>;
}
