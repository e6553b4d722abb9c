import type { ChunkBody } from '@waybill/contracts';
import { WaybillError } from '../errors.js';
import type { Digests } from '../hashing/digests.js';
import { Change } from './change.js';
import type { ChunkChange } from './options.js';
import type { Span } from './spans.js';

/** How often one chunk is sent before the upload gives up on it. */
const MAX_SENDINGS = 3;

export interface LedgerChunk extends Span {
  readonly number: number;
  /** `taken`: it is hashed, or its URL is asked for. */
  state: ChunkChange['state'];
  /** There before this upload began. */
  there: boolean;
  /** The tenant had it already in another place: nothing was sent for it. */
  reused: boolean;
  sendings: number;
  /** Found to be other bytes before the store's own answer has come. */
  refused: boolean;
  sha256?: string;
  md5?: string;
  /** By this upload, from its source: the server's list tells digests, too. */
  hashed: boolean;
  /** What the store answered; of a chunk that was there already, unknown. */
  etag?: string;
  /** Milliseconds, of performance.now(). */
  sentAt: number;
}

/** What this upload knows of each chunk. Every change is announced on `change`. */
export class ChunkLedger {
  readonly change = new Change();
  readonly chunks: readonly LedgerChunk[];
  readonly #waiting: LedgerChunk[];
  #verified = 0;
  #sent = 0;
  #bytesSent = 0;
  #reused = 0;
  #bytesReused = 0;

  /** @param listener is told each change of a chunk's state */
  constructor(
    spans: readonly Span[],
    private readonly listener?: (change: ChunkChange) => void,
  ) {
    this.chunks = spans.map(({ offset, size }, index) => ({
      number: index + 1,
      offset,
      size,
      state: 'waiting' as const,
      there: false,
      reused: false,
      sendings: 0,
      refused: false,
      hashed: false,
      sentAt: 0,
    }));
    this.#waiting = [...this.chunks];
  }

  get verifiedCount(): number {
    return this.#verified;
  }

  /** Sent or verified, but for the reused ones. */
  get sentCount(): number {
    return this.#sent;
  }

  /** Of the chunks that `sentCount` counts. */
  get bytesSent(): number {
    return this.#bytesSent;
  }

  get reusedCount(): number {
    return this.#reused;
  }

  get bytesReused(): number {
    return this.#bytesReused;
  }

  get settled(): boolean {
    return this.#verified === this.chunks.length;
  }

  /** Whether any chunk has still to be sent, as far as is known. */
  get hasWaiting(): boolean {
    return this.#waiting.some((chunk) => chunk.state === 'waiting');
  }

  /** Sent, and not yet believed. */
  get unverified(): readonly LedgerChunk[] {
    return this.chunks.filter((chunk) => chunk.state === 'sent');
  }

  /** Nothing is left to send, as far as is known. */
  get allSent(): boolean {
    return this.#sent + this.#reused === this.chunks.length;
  }

  get thereCount(): number {
    return this.chunks.filter((chunk) => chunk.there).length;
  }

  /** Takes over what the server has of a file that was begun before. */
  found(chunk: ChunkBody): void {
    const own = this.chunks[chunk.number - 1];
    if (!own) return;
    if (chunk.status !== 'uploaded') return;
    own.there = true;
    own.sha256 = chunk.sha256;
    if (chunk.verification === 'reused') this.reused(chunk.number);
    else this.verified(chunk.number);
  }

  /** The digests as they were computed before anything was sent. */
  declared(number: number, digests: Digests): void {
    Object.assign(this.chunks[number - 1] ?? {}, digests, { hashed: true });
  }

  /** The next chunks to look after: at most so many, and so many bytes but for the first. */
  take(count: number, bytes = Infinity): LedgerChunk[] {
    const taken: LedgerChunk[] = [];
    let size = 0;
    while (taken.length < count) {
      const chunk = this.#waiting[0];
      if (!chunk || (taken.length > 0 && size + chunk.size > bytes)) break;
      this.#waiting.shift();
      if (chunk.state !== 'waiting') continue;
      this.#move(chunk, 'taken');
      size += chunk.size;
      taken.push(chunk);
    }
    return taken;
  }

  sending(chunk: LedgerChunk): void {
    this.#move(chunk, 'sending');
    chunk.sendings += 1;
    chunk.refused = false;
  }

  sent(chunk: LedgerChunk, etag: string | undefined): void {
    chunk.etag = etag;
    chunk.sentAt = performance.now();
    if (chunk.state === 'sending') this.#move(chunk, 'sent');
    if (chunk.refused && this.maySendAgain(chunk.number)) this.#wait(chunk);
    this.change.announce();
  }

  /** Answers whether that is news. */
  verified(number: number): boolean {
    const chunk = this.chunks[number - 1];
    if (!chunk || chunk.state === 'verified') return false;
    this.#move(chunk, 'verified');
    this.change.announce();
    return true;
  }

  /** Nothing has to be sent for this chunk. */
  reused(number: number): void {
    const chunk = this.chunks[number - 1];
    if (!chunk || chunk.state === 'verified') return;
    this.#move(chunk, 'verified', true);
    this.change.announce();
  }

  /** False once a chunk has been sent too often for another try. */
  maySendAgain(number: number): boolean {
    return (this.chunks[number - 1]?.sendings ?? 0) < MAX_SENDINGS;
  }

  /**
   * A chunk that was sent or reused turns out to be missing, or to be other bytes.
   * @throws WaybillError chunk_not_verified once that has happened too often
   */
  sendAgain(number: number, reason: string): void {
    const chunk = this.chunks[number - 1];
    if (chunk?.state === 'sending') chunk.refused = true;
    if (!chunk || (chunk.state !== 'sent' && chunk.state !== 'verified')) return;
    if (!this.maySendAgain(number)) {
      throw new WaybillError(
        'chunk_not_verified',
        `Chunk ${number} was sent ${chunk.sendings} times and is still not there: ${reason}`,
      );
    }
    this.#wait(chunk);
    this.change.announce();
  }

  #wait(chunk: LedgerChunk): void {
    this.#move(chunk, 'waiting');
    chunk.there = false;
    this.#waiting.push(chunk);
  }

  #move(chunk: LedgerChunk, state: LedgerChunk['state'], reused = false): void {
    this.#count(chunk, -1);
    chunk.state = state;
    chunk.reused = reused;
    this.#count(chunk, 1);
    this.listener?.({ number: chunk.number, state, reused });
  }

  #count({ state, reused, size }: LedgerChunk, by: 1 | -1): void {
    if (state === 'verified') this.#verified += by;
    if (reused) {
      this.#reused += by;
      this.#bytesReused += by * size;
    } else if (state === 'sent' || state === 'verified') {
      this.#sent += by;
      this.#bytesSent += by * size;
    }
  }
}
