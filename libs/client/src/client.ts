import type {
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
  UsageBody,
} from '@waybill/contracts';
import { defaultPlatform } from '#platform';
import { eventStream, type EventsOptions, type WaybillEvent } from './events/event-stream.js';
import { ApiTransport, type CallOptions, type ConnectionOptions } from './http/api-transport.js';
import { eachItem, type PageOptions } from './http/pages.js';
import { pathOf } from './http/path-of.js';
import type { UploadPlatform } from './platform.js';
import { randomId } from './random-id.js';
import { withSource, type Uploadable } from './source/uploadable.js';
import type { UploadOptions, UploadResult } from './upload/options.js';
import { runUpload } from './upload/upload.js';
import type { CompleteOptions, ReportedChunk, UploadApi } from './upload/upload-api.js';
import { UploadTokensApi } from './upload-tokens-api.js';
import { WebhooksApi } from './webhooks-api.js';

const FILES = '/v1/files';

export interface ClientOptions extends ConnectionOptions {
  /** How bytes are hashed and sent; Node's own ways or the Web's when left out. */
  readonly platform?: UploadPlatform;
}

/** One call of the API each, and `upload` that makes all of them. Every call throws WaybillError. */
export class WaybillClient implements UploadApi {
  readonly #transport: ApiTransport;
  readonly #platform: UploadPlatform;
  /** What browsers and others that are not trusted with a key upload by. */
  readonly uploadTokens: UploadTokensApi;
  /** Where the tenant's events are sent to. */
  readonly webhooks: WebhooksApi;

  constructor(options: ClientOptions) {
    this.#transport = new ApiTransport(options);
    this.uploadTokens = new UploadTokensApi(this.#transport);
    this.webhooks = new WebhooksApi(this.#transport);
    this.#platform = options.platform ?? defaultPlatform(options.fetch);
  }

  /** Declares a file. Bears an Idempotency-Key, so that a retry never makes a second one. */
  createFile(
    body: CreateFileBody,
    options: CallOptions & { readonly idempotencyKey?: string } = {},
  ): Promise<FileBody> {
    const { idempotencyKey = randomId(), ...call } = options;
    return this.#transport.post(FILES, body, {
      ...call,
      headers: { 'idempotency-key': idempotencyKey },
    });
  }

  getFile(id: string, options?: CallOptions): Promise<FileBody> {
    return this.#transport.get(pathOf(FILES, id), options);
  }

  /** One page, newest first. */
  listFiles(
    options?: PageOptions & { readonly status?: FileBody['status'] },
  ): Promise<FileListBody> {
    return this.#transport.get(FILES, options);
  }

  /** Every file, newest first; pages are fetched as they are needed. */
  files(
    options: Omit<PageOptions, 'cursor'> & { readonly status?: FileBody['status'] } = {},
  ): AsyncGenerator<FileBody, void, undefined> {
    return eachItem((cursor) => this.listFiles({ ...options, cursor }));
  }

  /** One page by number. `pending` is what is missing, corrupt chunks included. */
  listChunks(
    id: string,
    options?: PageOptions & { readonly status?: ChunkBody['status'] },
  ): Promise<ChunkListBody> {
    return this.#transport.get(pathOf(FILES, id, 'chunks'), options);
  }

  /** Every chunk by number; pages are fetched as they are needed. */
  chunks(
    id: string,
    options: Omit<PageOptions, 'cursor'> & { readonly status?: ChunkBody['status'] } = {},
  ): AsyncGenerator<ChunkBody, void, undefined> {
    return eachItem((cursor) => this.listChunks(id, { ...options, cursor }));
  }

  /** Where to send chunks, and with which headers. At most 1,000 in one call; the URLs expire soon. */
  chunkUrls(
    id: string,
    request: ChunkUrlsRequestBody,
    options?: CallOptions,
  ): Promise<ChunkUrlListBody> {
    return this.#transport.post(pathOf(FILES, id, 'chunks', 'urls'), request, options);
  }

  /** Has the server look in the store for a chunk. WaybillError chunk_not_stored if it is not there. */
  confirmChunk(
    id: string,
    number: number,
    etag: string,
    options?: CallOptions,
  ): Promise<ChunkBody> {
    return this.#transport.post(pathOf(FILES, id, 'chunks', number, 'confirm'), { etag }, options);
  }

  /** The same for several, at most 1,000. What the store does not have is `refused`, not thrown. */
  confirmChunks(
    id: string,
    chunks: readonly ReportedChunk[],
    options?: CallOptions,
  ): Promise<ConfirmedChunksBody> {
    return this.#transport.post(pathOf(FILES, id, 'chunks', 'confirm'), { chunks }, options);
  }

  /** Answers `completed`, or `completing` when that takes longer than `wait`. */
  completeFile(id: string, options: CompleteOptions = {}): Promise<FileBody> {
    const { fingerprint, wait = 0, signal, timeout = 30_000 + wait * 1000 } = options;
    const headers = options.wait === undefined ? undefined : { prefer: `wait=${wait}` };
    const path = pathOf(FILES, id, 'complete');
    return this.#transport.post(path, { fingerprint }, { signal, timeout, headers });
  }

  /** Aborts an unfinished upload; removes a completed file, in the store too. */
  deleteFile(id: string, options?: CallOptions): Promise<void> {
    return this.#transport.delete(pathOf(FILES, id), options);
  }

  /** A pre-signed URL from which the completed file is fetched; it takes Range. */
  download(
    id: string,
    options?: CallOptions & {
      readonly disposition?: 'attachment' | 'inline';
      /** Seconds that the URL is good for. */
      readonly expiresIn?: number;
    },
  ): Promise<DownloadBody> {
    return this.#transport.get(pathOf(FILES, id, 'download'), options);
  }

  /** One page of what happened to the file, oldest first. */
  journal(id: string, options?: PageOptions): Promise<JournalBody> {
    return this.#transport.get(pathOf(FILES, id, 'journal'), options);
  }

  /** What happens to one file from now on, or since `lastEventId`; reconnects by itself. */
  events(id: string, options: EventsOptions = {}): AsyncGenerator<WaybillEvent, void, undefined> {
    return eventStream(this.#transport, pathOf(FILES, id, 'events'), options);
  }

  /** What happens to all of the tenant's files. */
  allEvents(options: EventsOptions = {}): AsyncGenerator<WaybillEvent, void, undefined> {
    return eventStream(this.#transport, '/v1/events', options);
  }

  /** What the tenant and the key may have, and have. */
  usage(options?: CallOptions): Promise<UsageBody> {
    return this.#transport.get('/v1/usage', options);
  }

  /**
   * Sends a file and has it completed: plan, chunks, verification, fingerprint. See UploadOptions.
   * @param what a File or any Blob, in Node the path of a file, or a source of one's own
   * @throws WaybillError; the reason of `options.signal`
   */
  upload(what: Uploadable, options: UploadOptions = {}): Promise<UploadResult> {
    return withSource(what, this.#platform, (source) =>
      runUpload(this, this.#platform, source, options),
    );
  }
}
