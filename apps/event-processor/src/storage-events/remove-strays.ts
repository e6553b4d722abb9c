import {
  type FileRepository,
  type FileStatus,
  isSettled,
  type ObjectRemover,
  parseObjectKey,
} from '@waybill/domain';
import type { RecordedArrival } from './record-in-halves.js';

export interface StrayPorts {
  readonly files: Pick<FileRepository, 'statuses'>;
  readonly remover: Pick<ObjectRemover, 'remove'>;
}

/**
 * Removes the objects that came for a file which is at its end. Never of a file that is
 * `completing`: its assembly is reading these very objects. Safe to repeat.
 * @returns the keys that were removed
 */
export async function removeStrays(
  ports: StrayPorts,
  recorded: readonly RecordedArrival[],
): Promise<readonly string[]> {
  const late = recorded.filter((one) => 'result' in one && one.result.outcome === 'late');
  if (late.length === 0) return [];
  const statuses = await ports.files.statuses([
    ...new Set(late.map(({ arrival }) => arrival.fileId)),
  ]);
  const keys = late
    .filter(({ event, arrival }) => isStray(event.key, statuses.get(arrival.fileId)))
    .map(({ event }) => event.key);
  if (keys.length > 0) await ports.remover.remove(keys);
  return keys;
}

function isStray(key: string, status: FileStatus | undefined): boolean {
  if (status === undefined || !isSettled(status)) return false;
  // What a completed file is for.
  return status !== 'completed' || parseObjectKey(key)?.kind === 'chunk';
}
