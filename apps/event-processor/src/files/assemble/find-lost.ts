import type { Chunk, File, LostChunk, SourceMissingError, StoredChunk } from '@waybill/domain';
import type { AssembleFilePorts } from './assembly-ports.js';

/**
 * What has to be sent again after the bytes of one chunk were not found: all at once, not a chunk an
 * attempt. Of what was reused, all that comes from the same object; of what was sent, all that the
 * store does not hold now, or holds as other bytes that cannot pass for the chunk.
 * @returns `changed` where the store holds other bytes, and nothing was declared that tells which
 *   are right; nothing where the chunk is there after all
 */
export async function findLost(
  { files, strategies }: Pick<AssembleFilePorts, 'files' | 'strategies'>,
  { id: fileId }: File,
  chunks: readonly Chunk[],
  { number }: SourceMissingError,
): Promise<readonly LostChunk[] | 'changed'> {
  const missed = chunks.find((chunk) => chunk.number === number);
  const source = missed?.source;
  if (source) {
    return chunks.filter(
      (one) => one.source?.key === source.key && one.source.etag === source.etag,
    );
  }
  // Its multipart upload may be another than when the attempt began.
  const file = await files.find({ fileId });
  if (!missed || !file) return [];
  const stored = await strategies.get(file.strategy).storedChunks(file);
  const held = new Map(stored.map((one) => [one.number, one]));
  const whatOf = (chunk: Chunk) => compare(chunk, held.get(chunk.number));
  switch (whatOf(missed)) {
    case 'there':
      return [];
    case 'changed':
      return 'changed';
    case 'lost':
      return chunks.filter((chunk) => !chunk.source && whatOf(chunk) === 'lost');
  }
}

/**
 * Other bytes are judged once more when the chunk is missing again, by what was declared. Where that
 * is nothing, they are believed only in the place of what an event alone had told of, and nobody had
 * looked at: its ETag was a hint.
 */
function compare(
  { size, etag, sha256, md5, verification }: Chunk,
  held: StoredChunk | undefined,
): 'there' | 'changed' | 'lost' {
  if (held?.etag === etag && held?.size === size) return 'there';
  const declared = sha256 !== undefined || md5 !== undefined;
  const told = held?.size !== size || declared || verification === 'storage';
  return told ? 'lost' : 'changed';
}
