import type { Chunk } from '../chunk/chunk.js';
import type { ChunkDigests } from '../chunk/declared-digests.js';
import type { File } from '../file/file.js';
import type { StoreProfile } from './object-store.js';

/** A page of URLs that a client asks for. */
export interface UrlPageQuery {
  readonly fileId: string;
  readonly tenantId: string;
  /** As in `FileRef`. */
  readonly createdBy?: string;
  readonly numbers: readonly number[];
  /** What the client says of them. */
  readonly digests: readonly ChunkDigests[];
  /** By what the store is known to enforce the URLs are to be signed. */
  readonly profile: StoreProfile;
  /** When the last of them is to end. */
  readonly expireAt: Date;
}

/** As much of a chunk as its URL needs. */
export type UrlChunk = Pick<Chunk, 'number' | 'size' | 'status' | 'sha256' | 'md5'>;

/** All that has to be known before a page of URLs is given out. */
export interface UrlPage {
  readonly file: File;
  /** By number; numbers that the plan does not have are left out. */
  readonly chunks: readonly UrlChunk[];
  /**
   * False where the tenant, or the token that asks, certainly has none of what the client declares. True is a hint, which
   * `ChunkRepository.reuseKnown` makes sure of.
   */
  readonly mayBeKnown: boolean;
  /** The file remembers such URLs already: `FileRepository.expectArrivals` has nothing to write. */
  readonly expected: boolean;
}
