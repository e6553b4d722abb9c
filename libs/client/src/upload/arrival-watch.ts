import type { FileBody } from '@waybill/contracts';
import { isTransient } from '../errors.js';
import { sleep } from '../http/deadline.js';
import type { ChunkLedger, LedgerChunk } from './chunk-ledger.js';
import { ChunkReporter } from './chunk-reporter.js';
import { endedError, hasEnded } from './file-end.js';
import type { UploadApi } from './upload-api.js';

interface WatchParts {
  readonly client: Pick<UploadApi, 'getFile' | 'chunks' | 'confirmChunks'>;
  readonly file: FileBody;
  readonly ledger: ChunkLedger;
  /** Milliseconds. */
  readonly confirmAfter: number;
  readonly pollEvery: number;
  readonly signal: AbortSignal;
  /** Lower-case hex; read and computed where it is not known yet. */
  readonly md5Of: (chunk: LedgerChunk) => Promise<string>;
  /** Ends the upload with this error. */
  readonly fail: (error: unknown) => void;
}

/** Milliseconds. Once the store's events are known to stay out, a chunk waits only this long. */
const QUIET_WAIT = 1_000;
/** Questions in a row that may fail, each after the client's own retries, before it is given up. */
const MAX_FAILURES = 10;

/**
 * Learns which chunks are believed: from events as they come, by asking when none come, and, when
 * the store's events stay out, by having the server look at the store for each chunk.
 */
export class ArrivalWatch {
  #lastNews = performance.now();
  #lastPoll = performance.now();
  #pollSoon = false;
  #failures = 0;
  #quiet = false;
  /** No event comes for what this file's URLs take. */
  #eventless = false;

  readonly #reporter: ChunkReporter;

  constructor(private readonly parts: WatchParts) {
    this.#reporter = new ChunkReporter({
      ...parts,
      fileId: parts.file.id,
      onComplete: () => this.pollSoon(),
    });
  }

  /** A `chunk.uploaded` event. */
  arrived(number: number): void {
    if (this.parts.ledger.verified(number)) this.#news();
  }

  /** Something may have been missed: ask soon. */
  pollSoon(): void {
    this.#pollSoon = true;
  }

  /**
   * Returns when every chunk is believed.
   * @throws WaybillError when the file has ended otherwise, or the API stays away
   */
  async run(): Promise<void> {
    const { ledger, signal, confirmAfter, pollEvery } = this.parts;
    const tick = Math.min(250, Math.max(10, Math.min(confirmAfter, pollEvery) / 4));
    const settled = this.#settled();
    while (!ledger.settled) {
      await Promise.race([sleep(tick, signal), settled]);
      if (ledger.settled || (ledger.unverified.length === 0 && !this.#pollSoon)) continue;
      const silence = performance.now() - Math.max(this.#lastNews, this.#lastPoll);
      if (this.#pollSoon || silence >= pollEvery) await this.#poll();
      await this.#confirmDue();
    }
  }

  async #settled(): Promise<void> {
    while (!this.parts.ledger.settled) await this.parts.ledger.change.next;
  }

  #news(): void {
    this.#lastNews = performance.now();
    this.#quiet = false;
  }

  async #poll(): Promise<void> {
    const { client, file, ledger, signal } = this.parts;
    // Only what was sent before the question can be judged by its answer.
    const asked = ledger.unverified;
    this.#pollSoon = false;
    try {
      const now = await client.getFile(file.id, { signal });
      // Failed meanwhile: what was sent is, time and again, not what was declared. A file that had
      // failed before takes chunks all the same.
      const failed = now.status === 'failed' && file.status !== 'failed';
      if (hasEnded(now.status) || failed) throw endedError(now);
      if (now.uploadedChunks > ledger.verifiedCount) await this.#compare(asked);
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      if (!isTransient(error) || this.#failures >= MAX_FAILURES) throw error;
    }
    this.#lastPoll = performance.now();
  }

  async #compare(asked: readonly LedgerChunk[]): Promise<void> {
    const { client, file, signal } = this.parts;
    const missing = new Set<number>();
    for await (const chunk of client.chunks(file.id, { status: 'pending', signal })) {
      missing.add(chunk.number);
    }
    for (const { number } of asked) if (!missing.has(number)) this.arrived(number);
  }

  async #confirmDue(): Promise<void> {
    const { ledger, confirmAfter } = this.parts;
    // Where no event comes each was reported as it was sent; what is left could not be.
    const short = this.#eventless || this.#quiet;
    const patience = short ? Math.min(QUIET_WAIT, confirmAfter) : confirmAfter;
    const now = performance.now();
    if (!short && now - this.#lastNews < patience) return;
    const due = ledger.unverified.filter((chunk) => now - chunk.sentAt >= patience);
    // Not news: the confirmation's own event says nothing of the store's.
    if (await this.#reporter.confirm(due)) this.#quiet = !this.#eventless;
  }

  /** For a chunk of which no storage event will tell: the server looks for it soon. */
  report(chunk: LedgerChunk): void {
    this.#eventless = true;
    this.#reporter.report(chunk);
  }
}
