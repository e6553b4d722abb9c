import type {
  ChunkArrival,
  ChunkRepository,
  FileRepository,
  TransferStrategies,
} from '@waybill/domain';

export interface MisfitPorts {
  readonly files: Pick<FileRepository, 'find'>;
  readonly chunks: Pick<ChunkRepository, 'find'>;
  readonly strategies: Pick<TransferStrategies, 'get'>;
}

/**
 * Removes the objects that have not the planned size, so that the chunks can be sent again: a URL
 * is write-once, and an object in the way would refuse the right bytes. Comes before anybody is
 * told, who might send again at once. An event can be old: only what the store holds now, and is
 * wrong now, is removed. Safe to repeat.
 * @returns how many were removed
 */
export async function removeMisfits(
  ports: MisfitPorts,
  misfits: readonly { readonly arrival: ChunkArrival }[],
): Promise<number> {
  let removed = 0;
  for (const { fileId, number } of misfits.map(({ arrival }) => arrival)) {
    const file = await ports.files.find({ fileId });
    if (!file) continue;
    const strategy = ports.strategies.get(file.strategy);
    const stored = await strategy.storedChunk(file, number);
    const [chunk] = await ports.chunks.find(fileId, [number]);
    if (!stored || !chunk || stored.size === chunk.size || chunk.status === 'uploaded') continue;
    await strategy.removeChunk(file, number);
    removed += 1;
  }
  return removed;
}
