import type { Chunk } from '../chunk/chunk.js';
import type { File } from '../file/file.js';
import type { ChunkPlan } from '../plan/chunk-plan.js';
import type { ChunkPut, ObjectHead, SignedRequest } from './object-store.js';

/** What the store holds of a chunk. */
export interface StoredChunk {
  readonly number: number;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
}

export interface Assembly {
  readonly file: File;
  /** Every chunk, verified, by number. */
  readonly chunks: readonly Chunk[];
  /** Told after each part that was copied now. */
  readonly onCopied?: (number: number) => void;
  /** Told how far it is: parts that are in place, of all. */
  readonly onProgress?: (parts: number, total: number) => void;
}

/** How the bytes of a file travel, from permission to the final object. One folder each. */
export abstract class TransferStrategy {
  abstract readonly name: string;

  /**
   * Whether each chunk that is sent is an object before the file is published: the store tells of it,
   * and it can be read back. Where not, clients have to report it, and nobody but the store can hold
   * its bytes to a digest.
   */
  abstract readonly chunksAreObjects: boolean;

  /** Whether the one chunk that is sent is the final object itself, so that its arrival completes the file. */
  abstract readonly sendsFinalObject: boolean;

  /** @throws DomainError strategy_not_applicable */
  abstract assertCarries(plan: ChunkPlan): void;

  /** Where the final object lies. */
  abstract finalKey(file: File): string;

  /** Permission to send chunks, one request for each, in the order given. */
  abstract sign(
    file: File,
    puts: readonly ChunkPut[],
    expiresIn: number,
  ): Promise<readonly SignedRequest[]>;

  /** What the store holds of one chunk now. */
  async storedChunk(file: File, number: number): Promise<StoredChunk | undefined> {
    const [stored] = await this.storedChunks(file, [number]);
    return stored;
  }

  /**
   * All that the store holds of the file's chunks now, by number: for the reconciler; or of `numbers`,
   * which a client has reported.
   */
  abstract storedChunks(file: File, numbers?: readonly number[]): Promise<readonly StoredChunk[]>;

  /**
   * Makes the final object out of verified chunks, going on from wherever an earlier try ended;
   * safe to run twice at once. Its size and ETag have been compared with the chunks' when it returns.
   * @throws SourceMissingError where a chunk's bytes are gone; AssemblyFailure where no retry helps
   */
  abstract assemble(assembly: Assembly): Promise<ObjectHead>;

  /** Removes a chunk's object that is not what it should be, so that it can be sent again. */
  abstract removeChunk(file: File, number: number): Promise<void>;

  /**
   * Removes what the transfer left in the store. `keepFinal` after completion; without it everything,
   * the final object included.
   */
  abstract discard(file: File, options: { readonly keepFinal: boolean }): Promise<void>;
}

/** What `auto` goes by, beside the plan. */
export interface AutoOptions {
  readonly autoComplete: boolean;
  /**
   * Parts of which no event tells are as good as objects: the client reports each, and the store holds
   * each to its digest.
   */
  readonly partsAreSure: boolean;
}

/** The strategies by name. */
export abstract class TransferStrategies {
  /** @throws DomainError strategy_not_applicable for a name that there is none of */
  abstract get(name: string): TransferStrategy;

  /** Each once, in no order that means anything. */
  abstract all(): readonly TransferStrategy[];

  /** What `auto` means for this plan. */
  abstract choose(plan: ChunkPlan, options: AutoOptions): TransferStrategy;
}
