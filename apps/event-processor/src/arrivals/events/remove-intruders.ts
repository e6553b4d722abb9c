import type { ChunkRepository, ObjectReader, ObjectRemover } from '@waybill/domain';
import type { TracedArrival } from './read-arrivals.js';
import { hasNoUse } from './has-no-use.js';

export interface IntruderPorts {
  readonly chunks: Pick<ChunkRepository, 'expected'>;
  readonly reader: Pick<ObjectReader, 'head'>;
  readonly remover: Pick<ObjectRemover, 'remove'>;
}

/**
 * Removes what lies at the key of a missing chunk and was not sent by a client: it would be in the
 * way of what is, since a URL is write-once. An event can be old, so the object has to be the very
 * one. Never of a chunk that is there: assembly compares it with what was verified. Safe to repeat.
 * @returns the keys that were removed
 */
export async function removeIntruders(
  { chunks, reader, remover }: IntruderPorts,
  intruders: readonly TracedArrival[],
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const { event, arrival } of intruders) {
    const { key } = event;
    const stored = await reader.head(key);
    const [chunk] = await chunks.expected([arrival]);
    if (!stored || !chunk) continue;
    const inTheWay = chunk.status !== 'uploaded' && stored.etag === arrival.etag;
    if (!inTheWay && !hasNoUse(key, chunk.fileStatus)) continue;
    await remover.remove([key]);
    removed.push(key);
  }
  return removed;
}
