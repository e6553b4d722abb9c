import type { Chunk, File, LostChunk, SourceMissingError } from '@waybill/domain';
import type { AssemblyPorts } from './assembly-ports.js';

/**
 * What has to be sent again after the bytes of one chunk were not found: all at once, not a chunk an
 * attempt. Of what was reused, all that comes from the same object; of what was sent, all that the
 * store does not hold now.
 * @returns `changed` where the store holds other bytes than those that were verified; nothing where
 *   the chunk is there after all
 */
export async function findLost(
  { files, strategies }: Pick<AssemblyPorts, 'files' | 'strategies'>,
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
  const held = await strategies.get(file.strategy).storedChunks(file);
  const found = held.find((stored) => stored.number === missed.number);
  if (found && (found.etag !== missed.etag || found.size !== missed.size)) return 'changed';
  if (found) return [];
  const there = new Set(held.map((stored) => stored.number));
  return chunks.filter((chunk) => !chunk.source && !there.has(chunk.number));
}
