import pLimit from 'p-limit';
import { digestSpan, type DigestParts } from '../hashing/digest-span.js';
import type { ChunkLedger, LedgerChunk } from './chunk-ledger.js';
import type { ChunkUrl, UrlClient } from './url-client.js';

interface PreparerParts extends DigestParts {
  readonly ledger: ChunkLedger;
  readonly urls: Pick<UrlClient, 'permissions'>;
  /** Chunks that are sent at once. */
  readonly concurrency: number;
  /** Ends the upload with this error. */
  readonly fail: (error: unknown) => void;
  /** Told when it turns out that chunks need not be sent. */
  readonly onSpared: () => void;
}

/** A chunk that has to be sent, and where. */
export interface ReadyChunk {
  readonly chunk: LedgerChunk;
  readonly url: ChunkUrl;
}

const HASHES_AT_ONCE = 2;
/** Where all is known a call is about many chunks; beyond this, it would only come late. */
const MAX_PAGE = 64;
/** Bytes: what is hashed, and turns out to be new, is read again soon, out of the system's cache. */
const MAX_PAGE_BYTES = 512 * 1024 * 1024;

/**
 * Goes ahead of the senders: hashes chunks a page at a time, and asks what has to be sent. While
 * it meets chunks that the tenant has stored already, the pages grow, and nothing holds it up but
 * hashing; where chunks have to be sent, it stays a little ahead of the senders. No bytes are kept.
 */
export class ChunkPreparer {
  readonly #ready: ReadyChunk[] = [];
  readonly #limit = pLimit(HASHES_AT_ONCE);
  /** Chunks that were taken and are not answered for. */
  #ahead = 0;
  #allKnown = true;
  /** Small at first, for the sake of the first byte. */
  #page = HASHES_AT_ONCE;

  constructor(private readonly parts: PreparerParts) {}

  /** Nothing is hashed, asked for, or ready to be sent. */
  get idle(): boolean {
    return this.#ready.length === 0 && this.#ahead === 0 && !this.parts.ledger.hasWaiting;
  }

  /** A chunk to send now, if there is one. */
  next(): ReadyChunk | undefined {
    for (;;) {
      const ready = this.#ready.shift();
      // Its own event may have come first, from an attempt whose answer was lost.
      if (!ready || ready.chunk.state === 'taken') return ready;
    }
  }

  /** Returns when every chunk is believed. @throws the reason of the signal; the source's errors */
  async run(): Promise<void> {
    const { ledger, signal } = this.parts;
    let asking = Promise.resolve();
    while (!ledger.settled) {
      signal.throwIfAborted();
      const page = this.#hasRoom ? ledger.take(this.#page, MAX_PAGE_BYTES) : [];
      if (page.length === 0) {
        await ledger.change.nextOrEnd(signal);
        continue;
      }
      this.#ahead += page.length;
      await Promise.all(page.map((chunk) => this.#limit(() => this.#hash(chunk))));
      // The next page is hashed while this one is asked for.
      await asking;
      asking = this.#ask(page).catch(this.parts.fail);
    }
  }

  get #hasRoom(): boolean {
    return this.#allKnown || this.#ready.length + this.#ahead <= this.parts.concurrency;
  }

  async #hash(chunk: LedgerChunk): Promise<void> {
    // Hashed before, when it was declared or sent: the store refuses what has changed since.
    if (chunk.hashed) return;
    this.parts.ledger.declared(chunk.number, await digestSpan(this.parts, chunk));
  }

  async #ask(page: readonly LedgerChunk[]): Promise<void> {
    const { ledger, urls, concurrency } = this.parts;
    // Verified meanwhile: an event has come for an earlier sending.
    const open = page.filter((chunk) => chunk.state === 'taken');
    const permissions = await urls.permissions(open);
    let fresh = 0;
    for (const chunk of open) {
      const permission = permissions.get(chunk.number) ?? 'there';
      if (permission === 'reused') ledger.reused(chunk.number);
      else if (permission === 'there') ledger.verified(chunk.number);
      else fresh = this.#ready.push({ chunk, url: permission });
    }
    this.#ahead -= page.length;
    this.#allKnown = fresh === 0;
    this.#page = this.#allKnown ? Math.min(this.#page * 2, MAX_PAGE) : concurrency;
    ledger.change.announce();
    this.parts.onSpared();
  }
}
