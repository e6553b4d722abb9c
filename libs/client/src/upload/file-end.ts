import type { FileBody } from '@waybill/contracts';
import { WaybillError } from '../errors.js';

type FileStatus = FileBody['status'];

/** No chunk of such a file can be sent any more. */
export function hasEnded(status: FileStatus): boolean {
  return status === 'aborted' || status === 'expired' || status === 'deleted';
}

/** Error codes of a file that has every chunk: there is nothing left to send. */
export function isComplete(code: string): boolean {
  return code === 'file_completing' || code === 'file_completed';
}

/** The same codes as the API's own answers about such files. */
export function endedError(file: FileBody): WaybillError {
  const why: Partial<Record<FileStatus, string>> = {
    aborted: 'was aborted',
    expired: 'was not finished in its time and has expired',
    deleted: 'was deleted',
    failed: `has failed: ${file.failure?.detail ?? 'the server gives no reason'}`,
  };
  return new WaybillError(
    `file_${file.status}`,
    `The file ${file.id} ${why[file.status] ?? `is ${file.status}`}.`,
    { extensions: file.failure ? { failure: file.failure } : {} },
  );
}
