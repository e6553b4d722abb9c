import type { FileStatus } from '@waybill/vocabulary';

/**
 * Where a file may go from where it is. `failed` may be completed again; `aborted`, `expired` and
 * `deleted` are ends. A file of which every chunk is reused is `uploaded` from the start.
 */
const TRANSITIONS: Readonly<Record<FileStatus, readonly FileStatus[]>> = {
  pending: ['uploading', 'uploaded', 'completing', 'aborted', 'expired'],
  uploading: ['uploaded', 'completing', 'failed', 'aborted', 'expired'],
  uploaded: ['uploading', 'completing', 'failed', 'aborted', 'expired'],
  completing: ['completed', 'failed', 'uploading'],
  completed: ['deleted'],
  failed: ['uploading', 'completing', 'aborted', 'expired'],
  aborted: [],
  expired: [],
  deleted: [],
};

export function canBecome(from: FileStatus, to: FileStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** The statuses in which a chunk's arrival still counts. */
export const RECEIVING_STATUSES = [
  'pending',
  'uploading',
  'failed',
] as const satisfies readonly FileStatus[];

/** True when nothing will happen to the file any more but deletion. */
export function isSettled(status: FileStatus): boolean {
  return ['completed', 'aborted', 'expired', 'deleted'].includes(status);
}
