import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const most = 64 * 1024;

/** The last lines of a log, for an error message: the reason is there far more often than not. */
export function logTail(file: string, lines = 20): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const buffer = Buffer.alloc(Math.min(size, most));
      readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '(no log)';
  }
}
