import { isTransient, WaybillError } from '../errors.js';
import { retrying, type RetryPolicy } from '../http/retry.js';
import type { UploadPlatform } from '../platform.js';
import type { PutAnswer } from '../put/put.js';
import { chunkContent, type ChunkContent } from '../source/chunk-content.js';
import type { UploadSource } from '../source/source.js';
import type { LedgerChunk } from './chunk-ledger.js';
import { acknowledgesOther, judge, storeError } from './store-verdict.js';
import type { ChunkUrl, UrlClient } from './url-client.js';

interface SenderParts {
  readonly source: UploadSource;
  readonly platform: UploadPlatform;
  readonly urls: UrlClient;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal;
  /** Bytes of the chunk that have left so far. */
  readonly onBytes: (chunk: LedgerChunk, bytes: number) => void;
}

/** `reused`, `there`: another sending was not needed after all. */
export interface Sending {
  readonly end: 'sent' | 'reused' | 'there';
  /** Where it was sent, and the answer tells. */
  readonly etag?: string;
}

/** Milliseconds. A URL this close to its end is not begun with. */
const MARGIN = 5_000;
/** A URL that is refused when it is new is no expired one. */
const MAX_FRESH_URLS = 3;

/** Reads and sends one chunk at a time for each caller, with all that can go wrong. */
export class ChunkSender {
  constructor(private readonly parts: SenderParts) {}

  /** @throws WaybillError; the reason of the signal */
  async send(chunk: LedgerChunk, firstUrl: ChunkUrl): Promise<Sending> {
    const { source, urls, retry, signal } = this.parts;
    const content = await chunkContent(source, chunk, signal);
    let url: ChunkUrl | undefined = firstUrl;
    let refusals = 0;
    return retrying(
      async () => {
        // Word of an attempt whose answer was lost may have come meanwhile.
        if (chunk.state === 'verified') return { end: 'there' };
        if (!url || Date.parse(url.expiresAt) - Date.now() < MARGIN) {
          const permission = await urls.permissionFor(chunk);
          if (typeof permission === 'string') return { end: permission };
          url = permission;
        }
        const answer = await this.#put(chunk, content, url);
        const verdict = judge(answer);
        if (verdict === 'stored')
          return { end: 'sent', etag: this.#acknowledged(chunk, answer, url) };
        this.parts.onBytes(chunk, 0);
        if (verdict === 'new-url') {
          url = undefined;
          refusals += 1;
        } else await this.#assertSame();
        throw storeError(answer, chunk.number);
      },
      retry,
      (error) => isTransient(error) || isWorthAnother(error, refusals),
      signal,
    );
  }

  /** It was hashed before it was read: what a store refuses may be what somebody wrote since. */
  async #assertSame(): Promise<void> {
    const { source } = this.parts;
    if (await source.changed?.()) {
      throw new WaybillError('source_changed', `${source.name} was altered while it was sent.`);
    }
  }

  async #put(chunk: LedgerChunk, content: ChunkContent, url: ChunkUrl) {
    let left = 0;
    try {
      return await this.parts.platform.put({
        url: url.url,
        headers: url.headers,
        content,
        signal: this.parts.signal,
        onBytes: (bytes) => this.parts.onBytes(chunk, (left += bytes)),
      });
    } catch (error) {
      this.parts.onBytes(chunk, 0);
      throw error;
    }
  }

  #acknowledged(chunk: LedgerChunk, answer: PutAnswer, url: ChunkUrl): string | undefined {
    const names = Object.keys(url.headers).map((name) => name.toLowerCase());
    const bound = names.some((name) =>
      /^(?:content-md5|x-amz-content-sha256|x-amz-checksum-.*)$/u.test(name),
    );
    if (chunk.md5 !== undefined && acknowledgesOther(answer, chunk.md5, bound)) {
      this.parts.onBytes(chunk, 0);
      throw new WaybillError(
        'etag_mismatch',
        `The store holds other bytes than were sent for chunk ${chunk.number} (ETag ${answer.etag ?? ''}, MD5 ${chunk.md5}).`,
      );
    }
    return answer.status === 412 ? undefined : answer.etag;
  }
}

function isWorthAnother(error: Error, refusals: number): boolean {
  if (!(error instanceof WaybillError)) return false;
  if (error.code === 'store_rejected') return error.status === 403 && refusals < MAX_FRESH_URLS;
  return error.code === 'store_unreachable' || error.code === 'etag_mismatch';
}
