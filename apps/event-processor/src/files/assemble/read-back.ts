import {
  AssemblyFailure,
  type Chunk,
  type File,
  SourceMissingError,
  type TransferStrategy,
} from '@waybill/domain';
import { chunkObject } from '@waybill/transfer';
import pMap from 'p-map';
import type { AssembleFilePorts, AssemblyRun } from './assembly-ports.js';

/** Objects read at once, for one file. Each is hashed on a thread of its own. */
const READ_AT_ONCE = 2;

/**
 * The chunks with a SHA-256 each: what nobody has declared is computed from the stored bytes, and
 * remembered chunk by chunk, so that a worker that dies has not read in vain.
 * @throws SourceMissingError with the chunk's number, AssemblyFailure chunk_changed or
 *   fingerprint_unverifiable
 */
export async function withDigests(
  ports: Pick<AssembleFilePorts, 'chunks' | 'hasher'>,
  file: File,
  chunks: readonly Chunk[],
  strategy: TransferStrategy,
  { signal }: AssemblyRun,
): Promise<readonly Chunk[]> {
  const readBack = async (chunk: Chunk): Promise<Chunk> => {
    if (chunk.sha256 !== undefined) return chunk;
    signal?.throwIfAborted();
    const key = chunk.source ? undefined : chunkObject(strategy, file, chunk.number);
    if (key === undefined) throw unverifiable(chunk, strategy);
    const { sha256, md5 } = await hashOf(ports, key, chunk);
    if (chunk.etag !== undefined) {
      const { number, etag } = chunk;
      await ports.chunks.rememberDigests(file.id, { number, etag, sha256, md5 });
    }
    return { ...chunk, sha256, md5 };
  };
  return pMap(chunks, readBack, { concurrency: READ_AT_ONCE });
}

/** The digests of a chunk's object, if that still is the object that was verified. */
async function hashOf(
  { hasher }: Pick<AssembleFilePorts, 'hasher'>,
  key: string,
  { number, size, etag }: Chunk,
): Promise<{ readonly sha256: string; readonly md5: string }> {
  const read = await hasher.hash(key);
  if (!read) throw new SourceMissingError(key, number);
  if (read.etag === etag && read.size === size) return read;
  throw new AssemblyFailure(
    'chunk_changed',
    `Chunk ${number} was verified with ${size} bytes and ETag ${etag ?? '(none)'}, ` +
      `but the store holds ${read.size} bytes with ETag ${read.etag}.`,
  );
}

function unverifiable({ number }: Chunk, { name }: TransferStrategy): AssemblyFailure {
  return new AssemblyFailure(
    'fingerprint_unverifiable',
    `A fingerprint was declared for the file, but none for chunk ${number}, and the strategy ` +
      `"${name}" has no object to read it back from before the file is published.`,
  );
}
