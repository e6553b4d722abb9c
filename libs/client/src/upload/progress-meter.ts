import type { ChunkLedger, LedgerChunk } from './chunk-ledger.js';
import type { UploadPhase, UploadProgress } from './options.js';

/** Adds up the ledger and the chunks under way into snapshots for the caller. */
export class ProgressMeter {
  readonly #underWay = new Map<LedgerChunk, number>();
  #phase: UploadPhase = 'preparing';
  #fileId: string | undefined;
  #ledger: ChunkLedger | undefined;

  constructor(
    private readonly bytesTotal: number,
    private readonly listener?: (progress: UploadProgress) => void,
  ) {}

  follow(fileId: string, ledger: ChunkLedger): void {
    this.#fileId = fileId;
    this.#ledger = ledger;
  }

  enter(phase: UploadPhase): void {
    this.#phase = phase;
    this.report();
  }

  /** Bytes of this chunk that have left in the attempt under way. */
  bytes(chunk: LedgerChunk, bytes: number): void {
    this.#underWay.set(chunk, bytes);
    this.report();
  }

  done(chunk: LedgerChunk): void {
    this.#underWay.delete(chunk);
    this.report();
  }

  report(): void {
    let bytesSent = this.#ledger?.bytesSent ?? 0;
    for (const [chunk, bytes] of this.#underWay) {
      // The store's event may come before its answer to us: the ledger counts the chunk then.
      if (chunk.state === 'sending') bytesSent += bytes;
    }
    this.listener?.({
      phase: this.#phase,
      fileId: this.#fileId,
      bytesTotal: this.bytesTotal,
      bytesSent,
      bytesReused: this.#ledger?.bytesReused ?? 0,
      chunksTotal: this.#ledger?.chunks.length ?? 0,
      chunksSent: this.#ledger?.sentCount ?? 0,
      chunksReused: this.#ledger?.reusedCount ?? 0,
      chunksVerified: this.#ledger?.verifiedCount ?? 0,
    });
  }
}
