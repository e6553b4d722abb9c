/** An object or an unfinished upload in the store that no file needs. */
export interface Leftover {
  readonly kind: 'object' | 'upload';
  readonly key: string;
  /** Of an upload. */
  readonly uploadId?: string;
  /** Bytes, of an object. */
  readonly size?: number;
  /** Of an upload, when it was begun. */
  readonly modifiedAt: Date;
  /** `unknown_file`, or `file_` and the status of the file that it was for. */
  readonly reason: string;
  /**
   * A finished object that nobody is known to have given up: its row may have been lost with a
   * database. Only a person who asks for it by name removes it.
   */
  readonly kept: boolean;
}

export interface LeftoverPage {
  readonly items: readonly Leftover[];
  /** How many objects and uploads were looked at for this page. */
  readonly examined: number;
  /** Opaque; absent on the last page. A page can be empty and not be the last. */
  readonly next?: string;
}
