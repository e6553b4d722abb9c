import type { ObjectRemover } from '@waybill/domain';
import { hasNoUse } from './has-no-use.js';
import type { RecordedArrival } from './record-in-halves.js';

export interface StrayPorts {
  readonly remover: Pick<ObjectRemover, 'remove'>;
}

/**
 * Removes the objects that came for a file which is at its end, whatever the account made of them: a
 * URL outlives its file, and must not bring bytes back. Never of a file that is `completing`: its
 * assembly is reading these very objects. Safe to repeat.
 * @param useless further keys that nothing needs
 * @returns the keys that were removed
 */
export async function removeStrays(
  { remover }: StrayPorts,
  recorded: readonly RecordedArrival[],
  useless: readonly string[],
): Promise<readonly string[]> {
  const keys = [...recorded.filter(isStray).map(({ event }) => event.key), ...useless];
  if (keys.length > 0) await remover.remove(keys);
  return keys;
}

function isStray(recorded: RecordedArrival): boolean {
  const status = 'result' in recorded ? recorded.result.fileStatus : undefined;
  return status !== undefined && hasNoUse(recorded.event.key, status);
}
