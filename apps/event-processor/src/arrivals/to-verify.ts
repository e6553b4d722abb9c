import type { ChunkArrival, ChunkToVerify } from '@waybill/domain';

/** What the verification queue is told of an arrival that nobody can believe as it is. */
export function toVerify(
  { fileId, number, etag, size, sequencer }: ChunkArrival,
  verification: ChunkToVerify['verification'],
): ChunkToVerify {
  return {
    fileId,
    number,
    etag,
    size,
    verification,
    ...(sequencer !== undefined && { sequencer }),
  };
}
