import type { ChunkStatus, Verification } from '@waybill/vocabulary';

/** Where the bytes of a reused chunk lie already: an object of the same tenant, or a range of one. */
export interface ChunkSource {
  readonly key: string;
  /** Of the whole source object, without quotes. */
  readonly etag: string;
  /** Bytes into the source object. */
  readonly offset: number;
  /** True where the chunk is all of the source object. */
  readonly whole: boolean;
}

/** So many rejections in a row, and the file fails: the client's bytes are not what it declares. */
export const MAX_REJECTIONS = 3;

/** A numbered slice of a file; a row of `file_chunks`. Numbers from 1, offset and size in bytes. */
export interface Chunk {
  readonly fileId: string;
  readonly number: number;
  readonly offset: number;
  readonly size: number;
  readonly status: ChunkStatus;
  /** The fingerprint: SHA-256 of the chunk's bytes, lower-case hex. */
  readonly sha256?: string;
  /** MD5 of the chunk's bytes, lower-case hex: what stores of profile `md5` can enforce. */
  readonly md5?: string;
  /** As S3 gives it, without quotes. */
  readonly etag?: string;
  readonly verification?: Verification;
  readonly uploadedAt?: Date;
  /** Present where `verification` is `reused`: assembly copies from here. */
  readonly source?: ChunkSource;
  /** How many times in a row the chunk was found corrupt; absent is 0. */
  readonly rejections?: number;
}

const TRANSITIONS: Readonly<Record<ChunkStatus, readonly ChunkStatus[]>> = {
  pending: ['uploaded', 'corrupt'],
  // Only a chunk whose bytes are gone goes back; an event never lowers a state.
  uploaded: ['pending'],
  corrupt: ['pending', 'uploaded'],
};

export function chunkCanBecome(from: ChunkStatus, to: ChunkStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** A chunk that the client still has to send. */
export function isMissing(status: ChunkStatus): boolean {
  return status !== 'uploaded';
}
