import type { CreateFileBody, FileBody } from '@waybill/contracts';
import type { RetryPolicy } from '../http/retry.js';
import type { UploadSource } from '../source/source.js';

/**
 * `preparing` (declaring the file, or looking at what is there), `sending`, `verifying` (all is
 * sent, the store's word is awaited), `completing`, `completed`.
 */
export type UploadPhase = 'preparing' | 'sending' | 'verifying' | 'completing' | 'completed';

/**
 * A snapshot; counts include what was there before. What is reused, because the tenant has stored
 * it already, is counted apart from what is sent: both together become the whole.
 */
export interface UploadProgress {
  readonly phase: UploadPhase;
  readonly fileId?: string;
  readonly bytesTotal: number;
  /** Bytes that have left, of chunks under way too; falls when a chunk has to be sent again. */
  readonly bytesSent: number;
  readonly bytesReused: number;
  readonly chunksTotal: number;
  readonly chunksSent: number;
  readonly chunksReused: number;
  /** Sent and reused ones. */
  readonly chunksVerified: number;
}

/** What became of one chunk. `taken`: it is hashed, or its URL is asked for; `verified`: the store has it. */
export interface ChunkChange {
  /** From 1. */
  readonly number: number;
  readonly state: 'waiting' | 'taken' | 'sending' | 'sent' | 'verified';
  /** The tenant had it already: nothing was sent for it. */
  readonly reused: boolean;
}

/** How an upload starts: what is there already when the first chunk goes. */
export interface UploadStart {
  readonly file: FileBody;
  readonly resumed: boolean;
  /** Chunks that are there already: sent before, or reused from other files of the tenant. */
  readonly chunksThere: number;
  /** At most: which of them the tenant has stored already turns out as they are hashed. */
  readonly chunksToSend: number;
}

type Declared = Pick<
  CreateFileBody,
  | 'contentType'
  | 'chunkSize'
  | 'strategy'
  | 'autoComplete'
  | 'fingerprint'
  | 'metadata'
  | 'expiresIn'
>;

export interface UploadOptions extends Declared {
  /** The id of an unfinished upload of the same source: only what is missing is sent. */
  readonly resume?: string;
  /**
   * Hash the whole source first, and declare every chunk and the fingerprint at creation: then the
   * server knows what the file must be before its first byte. Nothing is sent meanwhile.
   */
  readonly declare?: boolean;
  /**
   * Chunks cut by the caller, e.g. by content: the bytes of each in order, 5 MiB to 5 GiB but for
   * the last. Goes without `chunkSize`, and implies `declare`.
   */
  readonly cuts?:
    readonly number[] | ((source: UploadSource) => readonly number[] | Promise<readonly number[]>);
  /**
   * Chunks under way at once; 4 when left out. Memory: a MiB for each where the source gives pieces, as
   * a file in Node does; otherwise this many chunks, and two, of at most 64 MiB.
   */
  readonly concurrency?: number;
  /** How a chunk is tried again; seven times over about a minute when left out. */
  readonly chunkRetry?: Partial<RetryPolicy>;
  /**
   * Milliseconds without news of chunks that were sent, after which the server is asked to look
   * in the store itself; 15,000 when left out. Infinity: wait for the store's events alone.
   */
  readonly confirmAfter?: number;
  /** Milliseconds between two questions for the state while no event comes; 2,000 when left out. */
  readonly pollEvery?: number;
  readonly signal?: AbortSignal;
  /** Called when the file is declared or found, before anything is sent. */
  readonly onStart?: (start: UploadStart) => void | Promise<void>;
  /** Called at every change, which may be many times a second. */
  readonly onProgress?: (progress: UploadProgress) => void;
  /** Called at every change of a chunk; before `onStart` for chunks that are there already. */
  readonly onChunk?: (change: ChunkChange) => void;
}

export interface UploadResult {
  readonly file: FileBody;
  /** Of the source, as it was sent; the server's own is the same. */
  readonly fingerprint: string;
  readonly resumed: boolean;
  readonly chunksSent: number;
  readonly chunksThere: number;
  /** Of the chunks that were sent now. */
  readonly bytesSent: number;
  /** Of the whole file: what the tenant had stored already, in other files or in this one. */
  readonly chunksReused: number;
  readonly bytesReused: number;
  /** Milliseconds from start to completion. */
  readonly duration: number;
}
