import type { Digests } from '../hashing/digests.js';

/** Something that can be uploaded: its bytes can be read at any offset, more than once. */
export interface UploadSource {
  /** One path segment: what the file is called afterwards. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly contentType?: string;

  /**
   * Exactly `length` bytes from `offset`, in a buffer that nobody writes to afterwards.
   * @throws WaybillError source_changed when the source has no longer that many
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;

  /**
   * The same bytes piece by piece, where the source can give them without memory of their own: each
   * piece is good until the next is asked for.
   * @throws as `read` does
   */
  pieces?(offset: number, length: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;

  /**
   * The digests of a part, where the source can compute them beside everything else. Undefined
   * where it cannot, or where that is not worth it: then the part is read and hashed by the caller.
   * @throws the reason of `signal`
   */
  digest?(offset: number, length: number, signal?: AbortSignal): Promise<Digests | undefined>;

  /** The same bytes as a Blob that is not in memory, where the platform has such. */
  slice?(offset: number, length: number): Blob;

  /** Whether the source was altered since it was opened. Asked once, before completion. */
  changed?(): Promise<boolean>;
}
