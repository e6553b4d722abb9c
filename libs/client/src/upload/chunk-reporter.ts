import { isTransient, WaybillError } from '../errors.js';
import { sleep } from '../http/deadline.js';
import type { ChunkLedger, LedgerChunk } from './chunk-ledger.js';
import { isComplete } from './file-end.js';
import type { UploadApi } from './upload-api.js';

export interface ReporterParts {
  readonly client: Pick<UploadApi, 'confirmChunks'>;
  readonly fileId: string;
  readonly ledger: ChunkLedger;
  readonly signal: AbortSignal;
  /** Lower-case hex; read and computed where it is not known yet. */
  readonly md5Of: (chunk: LedgerChunk) => Promise<string>;
  /** The file has all of its chunks, whoever has sent them. */
  readonly onComplete: () => void;
  /** Ends the upload with this error. */
  readonly fail: (error: unknown) => void;
}

/** Milliseconds between two reports while chunks are sent: the server asks the store for each once. */
const PACE = 200;
/** As many as the server takes in one call. */
const MAX_REPORTED = 1_000;

/**
 * Has the server look in the store for chunks that were sent. What is sent while a report is under way
 * is the next one's, and the last chunk of all is reported at once.
 */
export class ChunkReporter {
  readonly #due = new Set<LedgerChunk>();
  #running = false;

  constructor(private readonly parts: ReporterParts) {}

  /** Soon, beside everything else. */
  report(chunk: LedgerChunk): void {
    this.#due.add(chunk);
    if (this.#running) return;
    this.#running = true;
    this.#run().then(() => (this.#running = false), this.parts.fail);
  }

  /**
   * Now. Transient failures are left for later.
   * @returns whether the server has answered
   */
  async confirm(chunks: readonly LedgerChunk[]): Promise<boolean> {
    const { client, fileId, ledger, signal, md5Of, onComplete } = this.parts;
    const sent = chunks.filter(({ state }) => state === 'sent');
    if (sent.length === 0) return false;
    try {
      const reports = await Promise.all(
        sent.map(async (chunk) => ({
          number: chunk.number,
          // Without the store's answer (it was lost), the MD5 is what the ETag is most likely to be.
          etag: chunk.etag ?? (await md5Of(chunk)),
        })),
      );
      const { items, refused = [] } = await client.confirmChunks(fileId, reports, { signal });
      for (const { number } of items) ledger.verified(number);
      for (const { number, detail } of refused) ledger.sendAgain(number, detail);
      return true;
    } catch (error) {
      if (!(error instanceof WaybillError)) throw error;
      if (isComplete(error.code)) onComplete();
      // A store that does not answer the server now may do so later; the poll knows when to stop.
      else if (error.code !== 'store_unavailable' && !isTransient(error)) throw error;
      return false;
    }
  }

  async #run(): Promise<void> {
    while (this.#due.size > 0) {
      const chunks = [...this.#due].slice(0, MAX_REPORTED);
      for (const chunk of chunks) this.#due.delete(chunk);
      await Promise.all([this.confirm(chunks), this.#pause()]);
    }
  }

  async #pause(): Promise<void> {
    const { ledger, signal } = this.parts;
    const end = () => true;
    const over = sleep(PACE, signal).then(end, end);
    while (!ledger.allSent) {
      if (await Promise.race([over, ledger.change.next])) return;
    }
  }
}
