import type { FileHandle } from 'node:fs/promises';
import { readInto } from './read-into.js';

/** Bytes. */
const PIECE = 1024 * 1024;

/**
 * Reads parts of a file into buffers that are used again: with a new one for each chunk a third of the
 * sender's time is the collection of garbage. As many are kept as there were readers at once.
 */
export class FilePieces {
  readonly #free: Uint8Array[] = [];

  constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
  ) {}

  /** Each piece is good until the next is asked for. @throws as {@link readInto} */
  async *of(
    offset: number,
    length: number,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { handle, path } = this;
    const buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(PIECE);
    try {
      for (let done = 0; done < length; done += PIECE) {
        const piece = buffer.subarray(0, Math.min(PIECE, length - done));
        await readInto({ handle, path }, piece, offset + done, signal);
        yield piece;
      }
    } finally {
      this.#free.push(buffer);
    }
  }
}
