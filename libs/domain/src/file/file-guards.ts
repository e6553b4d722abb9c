import type { FileStatus } from '@waybill/vocabulary';
import { DomainError } from '../errors/domain-error.js';
import type { ErrorCode } from '../errors/error-codes.js';
import { canBecome } from './file-status.js';

const CLOSED: Partial<Record<FileStatus, { code: ErrorCode; message: string }>> = {
  completed: { code: 'file_completed', message: 'The file is completed and takes no more chunks.' },
  completing: { code: 'file_completing', message: 'The file is being completed.' },
  aborted: { code: 'file_aborted', message: 'The file was aborted.' },
  expired: {
    code: 'file_expired',
    message: 'The file was not finished in its time and has expired.',
  },
  deleted: { code: 'file_deleted', message: 'The file was deleted.' },
};

/**
 * Refuses anything that would add to a file that takes nothing more.
 * @throws DomainError file_completed, file_completing, file_aborted, file_expired, file_deleted
 */
export function assertReceiving(status: FileStatus): void {
  const closed = CLOSED[status];
  if (closed) throw new DomainError(closed.code, closed.message);
}

/**
 * @throws DomainError with the code of the state the file is in, or illegal_transition
 */
export function assertCanBecome(from: FileStatus, to: FileStatus): void {
  if (canBecome(from, to)) return;
  const closed = CLOSED[from];
  if (closed) throw new DomainError(closed.code, closed.message);
  throw new DomainError('illegal_transition', `A file that is ${from} cannot become ${to}.`);
}
