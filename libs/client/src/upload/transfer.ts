import type { FileBody } from '@waybill/contracts';
import { digestByReading } from '../hashing/digest-span.js';
import type { RetryPolicy } from '../http/retry.js';
import type { UploadPlatform } from '../platform.js';
import type { UploadSource } from '../source/source.js';
import { ArrivalWatch } from './arrival-watch.js';
import type { ChunkLedger } from './chunk-ledger.js';
import { ChunkSender } from './chunk-sender.js';
import type { UploadOptions } from './options.js';
import type { ProgressMeter } from './progress-meter.js';
import { ChunkPreparer, type ReadyChunk } from './chunk-preparer.js';
import { UrlClient } from './url-client.js';
import type { UploadApi } from './upload-api.js';

interface TransferParts {
  readonly client: UploadApi;
  readonly platform: UploadPlatform;
  readonly source: UploadSource;
  readonly file: FileBody;
  readonly ledger: ChunkLedger;
  readonly options: UploadOptions & { readonly pollEvery: number };
  readonly meter: ProgressMeter;
  /** Of the whole upload: a chunk that fails for good ends everything that runs. */
  readonly controller: AbortController;
}

const CONCURRENCY = 4;
const CONFIRM_AFTER = 15_000;
const CHUNK_RETRY: RetryPolicy = { retries: 7, minTimeout: 500, maxTimeout: 15_000 };

/** Sends what the ledger lacks, several chunks at once, and waits until all of it is believed. */
export class Transfer {
  readonly watch: ArrivalWatch;
  readonly #sender: ChunkSender;
  readonly #preparer: ChunkPreparer;
  readonly #concurrency: number;
  #underWay = 0;
  #chunksSent = 0;
  #bytesSent = 0;

  constructor(private readonly parts: TransferParts) {
    const { client, source, platform, file, ledger, options, meter } = parts;
    const { signal } = parts.controller;
    this.watch = new ArrivalWatch({
      client,
      file,
      ledger,
      confirmAfter: options.confirmAfter ?? CONFIRM_AFTER,
      pollEvery: options.pollEvery,
      signal,
      md5Of: async (chunk) =>
        chunk.md5 ?? (await digestByReading({ platform, source, signal }, chunk)).md5 ?? '',
      fail: (error) => this.fail(error),
    });
    const urls = new UrlClient((request) => client.chunkUrls(file.id, request, { signal }));
    this.#concurrency = Math.min(options.concurrency ?? CONCURRENCY, ledger.chunks.length);
    this.#preparer = new ChunkPreparer({
      source,
      platform,
      signal,
      ledger,
      urls,
      concurrency: this.#concurrency,
      fail: (error) => this.fail(error),
      onSpared: () => meter.report(),
    });
    this.#sender = new ChunkSender({
      source,
      platform,
      signal,
      urls,
      retry: { ...CHUNK_RETRY, ...options.chunkRetry },
      onBytes: (chunk, bytes) => meter.bytes(chunk, bytes),
    });
  }

  /** Sent by this upload, each counted once for each time that the store took it. */
  get chunksSent(): number {
    return this.#chunksSent;
  }

  get bytesSent(): number {
    return this.#bytesSent;
  }

  /** Ends the upload with this error. */
  fail(error: unknown): void {
    this.parts.controller.abort(error);
  }

  /** @throws WaybillError; the reason of the upload's signal */
  async run(): Promise<void> {
    const senders = Array.from({ length: this.#concurrency }, () => this.#work());
    const all = [...senders, this.#preparer.run(), this.watch.run()].map((task) =>
      task.catch((error: unknown) => {
        // The first failure stops the others, and is what the caller is told.
        this.fail(error);
        throw error;
      }),
    );
    await Promise.allSettled(all);
    this.parts.controller.signal.throwIfAborted();
  }

  async #work(): Promise<void> {
    const { ledger, meter, controller } = this.parts;
    for (;;) {
      controller.signal.throwIfAborted();
      const ready = this.#preparer.next();
      if (ready) {
        await this.#send(ready);
      } else if (ledger.settled) {
        return;
      } else {
        if (this.#underWay === 0 && this.#preparer.idle) meter.enter('verifying');
        await ledger.change.nextOrEnd(controller.signal);
      }
    }
  }

  async #send({ chunk, url }: ReadyChunk): Promise<void> {
    const { ledger, meter } = this.parts;
    this.#underWay += 1;
    ledger.sending(chunk);
    // The preparer may go on.
    ledger.change.announce();
    try {
      const sending = await this.#sender.send(chunk, url);
      if (sending.end === 'reused') ledger.reused(chunk.number);
      else if (sending.end === 'there') ledger.verified(chunk.number);
      else {
        ledger.sent(chunk, sending.etag);
        this.#chunksSent += 1;
        this.#bytesSent += chunk.size;
      }
    } finally {
      this.#underWay -= 1;
      meter.done(chunk);
    }
    if (url.confirm) this.watch.report(chunk);
  }
}
