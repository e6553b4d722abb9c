import type { FileHandle } from 'node:fs/promises';
import { WaybillError } from '../errors.js';

/**
 * Fills the buffer from `offset` of the file.
 * @throws WaybillError source_changed where the file ends before; the reason of the signal
 */
export async function readInto(
  { handle, path }: { readonly handle: FileHandle; readonly path: string },
  buffer: Uint8Array,
  offset: number,
  signal?: AbortSignal,
): Promise<void> {
  for (let done = 0; done < buffer.length;) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, offset + done);
    // A read may give less than was asked for; nothing at all means that the file was cut.
    if (bytesRead === 0) {
      throw new WaybillError('source_changed', `${path} became shorter while it was read.`);
    }
    done += bytesRead;
  }
}
