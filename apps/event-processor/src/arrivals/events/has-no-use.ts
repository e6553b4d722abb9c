import { type FileStatus, isSettled, parseObjectKey } from '@waybill/domain';

/** Whether nothing needs the object any more that lies at a key of a file with this status. */
export function hasNoUse(key: string, status: FileStatus): boolean {
  if (!isSettled(status)) return false;
  // What a completed file is for.
  return status !== 'completed' || parseObjectKey(key)?.kind === 'chunk';
}
