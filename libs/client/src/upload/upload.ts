import type { FileBody } from '@waybill/contracts';
import { WaybillError } from '../errors.js';
import type { WaybillEvent } from '../events/event-stream.js';
import { compositeFingerprint } from '../hashing/fingerprint.js';
import type { UploadPlatform } from '../platform.js';
import type { UploadSource } from '../source/source.js';
import { digestSpan } from '../hashing/digest-span.js';
import { begin, otherFingerprint } from './begin.js';
import { Change } from './change.js';
import type { ChunkLedger } from './chunk-ledger.js';
import { finish } from './finish.js';
import type { UploadOptions, UploadResult } from './options.js';
import { ProgressMeter } from './progress-meter.js';
import { Transfer } from './transfer.js';
import type { UploadApi } from './upload-api.js';

/** Completion may find chunks gone, or the sources of reused ones: then they are sent. */
const MAX_ROUNDS = 5;
const POLL_EVERY = 2_000;

/** See `WaybillClient.upload`. */
export async function runUpload(
  client: UploadApi,
  platform: UploadPlatform,
  source: UploadSource,
  options: UploadOptions,
): Promise<UploadResult> {
  // Ends everything that runs beside, however the upload ends.
  const run = new AbortController();
  const stop = () => run.abort(options.signal?.reason);
  platform.expectListeners?.(run.signal);
  options.signal?.throwIfAborted();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Upload(client, platform, source, options, run).run();
  } finally {
    options.signal?.removeEventListener('abort', stop);
    run.abort();
  }
}

class Upload {
  readonly #started = performance.now();
  readonly #fileNews = new Change();
  readonly #meter: ProgressMeter;

  constructor(
    private readonly client: UploadApi,
    private readonly platform: UploadPlatform,
    private readonly source: UploadSource,
    private readonly options: UploadOptions,
    private readonly controller: AbortController,
  ) {
    this.#meter = new ProgressMeter(source.size, options.onProgress);
  }

  async run(): Promise<UploadResult> {
    const { client, platform, source, options } = this;
    const { signal } = this.controller;
    this.#meter.enter('preparing');
    const { file, ledger } = await begin({ client, platform, source, options, signal });
    this.#meter.follow(file.id, ledger);
    const chunksThere = ledger.thereCount;
    await options.onStart?.({
      file,
      resumed: options.resume !== undefined,
      chunksThere,
      chunksToSend: ledger.chunks.length - chunksThere,
    });
    const transfer = new Transfer({ ...this.#parts(), file, ledger });
    this.#follow(file, transfer, ledger);
    const { completed, fingerprint } = await this.#sendAndFinish(file, transfer, ledger);
    this.#meter.enter('completed');
    return {
      file: completed,
      fingerprint,
      resumed: options.resume !== undefined,
      chunksSent: transfer.chunksSent,
      chunksThere,
      bytesSent: transfer.bytesSent,
      chunksReused: ledger.reusedCount,
      bytesReused: ledger.bytesReused,
      duration: performance.now() - this.#started,
    };
  }

  async #sendAndFinish(file: FileBody, transfer: Transfer, ledger: ChunkLedger) {
    const { client, source } = this;
    const { signal } = this.controller;
    for (let round = 1; ; round += 1) {
      this.#meter.enter('sending');
      if (!ledger.settled) await transfer.run();
      if (await source.changed?.()) {
        throw new WaybillError('source_changed', `${source.name} was altered while it was sent.`);
      }
      const fingerprint = await this.#fingerprint(ledger);
      const { fingerprint: declared } = this.options;
      if (declared && declared.toLowerCase() !== fingerprint) {
        throw otherFingerprint(source.name, fingerprint, declared);
      }
      this.#meter.enter('completing');
      try {
        const completed = await finish({
          client,
          fileId: file.id,
          fingerprint,
          fileNews: this.#fileNews,
          pollEvery: this.options.pollEvery ?? POLL_EVERY,
          signal,
        });
        return { completed, fingerprint };
      } catch (error) {
        const gone = error instanceof WaybillError && error.code === 'chunks_missing';
        if (!gone || round === MAX_ROUNDS) throw error;
        for await (const chunk of client.chunks(file.id, { status: 'pending', signal })) {
          ledger.sendAgain(chunk.number, error.detail);
        }
      }
    }
  }

  #parts() {
    const { client, platform, source, options } = this;
    return {
      client,
      platform,
      source,
      options: { ...options, pollEvery: options.pollEvery ?? POLL_EVERY },
      meter: this.#meter,
      controller: this.controller,
    };
  }

  /** Chunks that another client sent may lack a digest in the list: ours is as good. */
  async #fingerprint(ledger: ChunkLedger): Promise<string> {
    const { platform, source } = this;
    const parts = { platform, source, signal: this.controller.signal };
    const digests: string[] = [];
    for (const chunk of ledger.chunks) {
      digests.push(chunk.sha256 ?? (await digestSpan(parts, chunk)).sha256);
    }
    return compositeFingerprint(digests);
  }

  /** Follows the file's events beside everything else; without them, polling goes on alone. */
  #follow(file: FileBody, transfer: Transfer, ledger: ChunkLedger): void {
    const { signal } = this.controller;
    const events = this.client.events(file.id, { signal, onOpen: () => transfer.watch.pollSoon() });
    void (async () => {
      try {
        for await (const event of events) this.#heed(event, transfer, ledger);
      } catch {
        // The stream was refused, or the upload is over.
      }
    })();
  }

  #lost({ numbers, reason }: WaybillEvent['data'], transfer: Transfer, ledger: ChunkLedger): void {
    try {
      for (const number of Array.isArray(numbers) ? numbers : []) {
        ledger.sendAgain(Number(number), textOf(reason));
      }
    } catch (error) {
      transfer.fail(error);
    }
    this.#fileNews.announce();
    this.#meter.report();
  }

  #heed(event: WaybillEvent, transfer: Transfer, ledger: ChunkLedger): void {
    const number = typeof event.data['number'] === 'number' ? event.data['number'] : 0;
    if (event.type === 'chunk.uploaded') {
      transfer.watch.arrived(number);
      this.#meter.report();
    } else if (event.type === 'chunk.corrupt') {
      // The server has a limit of its own: at it the file has failed, and the poll says why.
      if (ledger.maySendAgain(number)) ledger.sendAgain(number, textOf(event.data['detail']));
      else transfer.watch.pollSoon();
    } else if (event.type === 'chunk.lost') {
      this.#lost(event.data, transfer, ledger);
    } else if (event.type.startsWith('file.')) {
      this.#fileNews.announce();
      if (event.type !== 'file.uploading') transfer.watch.pollSoon();
    }
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : 'the server gives no reason';
}
