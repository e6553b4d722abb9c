import type { ChunkStatus, FileStatus, Verification } from '@waybill/vocabulary';
import type { Chunk } from '../chunk/chunk.js';
import type { ChunkDigests, DeclaredDigests } from '../chunk/declared-digests.js';
import type { ArrivalBatch, ArrivalResult } from '../events/chunk-arrival.js';
import type { Page } from './page.js';
import type { UrlChunk, UrlPage, UrlPageQuery } from './url-page.js';

export interface ChunkQuery {
  readonly status?: ChunkStatus;
  readonly limit: number;
  /** Only chunks with a number above this. */
  readonly after?: number;
}

export interface MissingChunks {
  readonly count: number;
  /** The first of them, in order. */
  readonly numbers: readonly number[];
}

export interface ChunkRef {
  readonly fileId: string;
  readonly number: number;
}

/**
 * How a digest that is declared late can still be enforced: `reading`, by reading the bytes back;
 * `url`, by the URLs that bind it, and nothing else.
 */
export type DigestEnforcement = 'reading' | 'url';

/** What a chunk was declared to be, and whether its object still has to be compared with that. */
export interface ExpectedChunk extends ChunkRef, DeclaredDigests {
  readonly size: number;
  readonly status: ChunkStatus;
  /** Of a chunk that is there. */
  readonly verification?: Verification;
  readonly fileStatus: FileStatus;
  readonly strategy: string;
  /**
   * It may have come by a URL that binds no SHA-256 (`File.unboundUrls`), or was signed when the store
   * was known to enforce something else.
   */
  readonly unbound: boolean;
}

export interface ChunkRejection extends ChunkRef {
  /** Of the object that was refused, where there was one. */
  readonly etag?: string;
  /** Stable, e.g. `wrong_size`, `wrong_sha256`, `wrong_md5`. */
  readonly reason: string;
  /** For the client: what was expected and what was found. */
  readonly detail: string;
  /**
   * How often the chunk had been rejected in a row when this was found. Where it is another number
   * by now, another worker has told of the same object, and this one is ignored.
   */
  readonly rejections?: number;
}

/** A verified chunk whose bytes the store has not any more, and the arrival that had brought them. */
export type LostChunk = Pick<Chunk, 'number' | 'uploadedAt'>;

/**
 * `failed`: it was one rejection too many, and the file has failed. `ignored`: it was not missing, or
 * has been rejected by somebody else since.
 */
export type RejectionOutcome = 'rejected' | 'failed' | 'ignored';

export abstract class ChunkRepository {
  /** By number. */
  abstract list(fileId: string, query: ChunkQuery): Promise<Page<Chunk, number>>;

  /** By number; numbers that the plan does not have are left out. */
  abstract find(fileId: string, numbers: readonly number[]): Promise<readonly Chunk[]>;

  /** Reads what a page of URLs needs, and writes nothing; undefined where the tenant has no such file. */
  abstract urlPage(query: UrlPageQuery): Promise<UrlPage | undefined>;

  /** Every chunk of the file, by number: at most 10,000. */
  abstract all(fileId: string): Promise<readonly Chunk[]>;

  abstract missing(fileId: string, limit: number): Promise<MissingChunks>;

  /**
   * Remembers digests for missing chunks that have none yet; what is declared already is left as it
   * is. All of them or none: a chunk that is there was held to no more than it had when it came, and
   * one whose bytes cannot be read back (`enforcedBy: 'url'`) to no more than its URLs bound. A
   * digest that comes too late for either is refused, and with it the others.
   * @returns the chunks as they stand afterwards, by number: what was refused is not on them
   */
  abstract declareDigests(
    fileId: string,
    digests: readonly ChunkDigests[],
    enforcedBy: DigestEnforcement,
  ): Promise<readonly UrlChunk[]>;

  /** Keeps digests that were computed from the very bytes that a chunk was verified with. */
  abstract rememberDigests(
    fileId: string,
    digests: ChunkDigests & { readonly etag: string },
  ): Promise<void>;

  /**
   * Applies a batch of arrivals in one statement, by the rule of `decideArrival`: chunks, the files'
   * counters and states, and the journal together. Safe to repeat and to run at once with others, in
   * any order. It only ever believes: a chunk is refused by {@link reject}, after a look.
   * @returns one result for each arrival, in the order given
   */
  abstract recordArrivals(batch: ArrivalBatch): Promise<readonly ArrivalResult[]>;

  /** What these chunks were declared to be; refs that no row has are left out. */
  abstract expected(refs: readonly ChunkRef[]): Promise<readonly ExpectedChunk[]>;

  /**
   * Makes a missing chunk `corrupt` with its journal row (`chunk.corrupt`), and the file `failed`
   * (code `chunk_corrupt`) at the {@link MAX_REJECTIONS}th rejection in a row.
   */
  abstract reject(rejection: ChunkRejection): Promise<RejectionOutcome>;

  /**
   * Takes every missing chunk of the file, or those of `numbers`, whose digest and size the same tenant has in a verified
   * chunk or a completed file: `uploaded`, `reused`, with its source. One statement, with counters,
   * states and journal as for arrivals. Never looks at another tenant's rows; for a file that a token
   * made, at none but what the same token has made.
   * @returns the numbers that were reused now
   */
  abstract reuseKnown(fileId: string, numbers?: readonly number[]): Promise<readonly number[]>;

  /**
   * Puts chunks whose bytes are gone back to `pending`, lowers the counters, and the file back to
   * `uploading`, with the journal row `chunk.lost` {numbers, reason}.
   * @param lost as they were when they were looked for: what has arrived since is left alone
   * @returns the numbers that were reset now
   */
  abstract resetLostChunks(
    fileId: string,
    lost: readonly LostChunk[],
    reason: string,
  ): Promise<readonly number[]>;
}
