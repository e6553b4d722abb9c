import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { WaybillError } from '../errors.js';
import type { OpenedSource } from '../platform.js';
import { FilePieces } from './file-pieces.js';
import { HashPool } from './hash-pool.js';
import { readInto } from './read-into.js';

export interface FileSourceOptions {
  /** The last segment of the path when left out. */
  readonly name?: string;
  readonly contentType?: string;
}

export interface FileSource extends OpenedSource {
  /** Milliseconds since 1970, as the file was opened. */
  readonly modifiedAt: number;
}

/** Bytes. A smaller file is hashed before a thread has started. */
const THREADS_FROM = 32 * 1024 * 1024;

/**
 * A file on disk, read at offsets. Close it when the upload is over.
 * @throws the errors of `fs.open`; WaybillError source_unusable for what is not a regular file
 */
export async function fileSource(
  path: string,
  options: FileSourceOptions = {},
): Promise<FileSource> {
  const handle = await open(path, 'r');
  try {
    const opened = await handle.stat();
    if (!opened.isFile()) {
      throw new WaybillError('source_unusable', `${path} is not a regular file.`);
    }
    const pieces = new FilePieces(handle, path);
    const pool = opened.size >= THREADS_FROM ? new HashPool(handle.fd) : undefined;
    return {
      name: options.name ?? basename(path),
      size: opened.size,
      contentType: options.contentType,
      modifiedAt: opened.mtimeMs,
      pieces: (offset, length, signal) => pieces.of(offset, length, signal),
      read: (offset, length, signal) => readExactly(handle, path, offset, length, signal),
      digest: (offset, length, signal) =>
        pool?.digest(offset, length, signal) ?? Promise.resolve(undefined),
      changed: async () => {
        const now = await handle.stat();
        return now.size !== opened.size || now.mtimeMs !== opened.mtimeMs;
      },
      close: async () => {
        await pool?.close();
        await handle.close();
      },
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readExactly(
  handle: FileHandle,
  path: string,
  offset: number,
  length: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length);
  await readInto({ handle, path }, buffer, offset, signal);
  return buffer;
}
