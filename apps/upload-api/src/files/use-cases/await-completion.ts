import { Injectable } from '@nestjs/common';
import { assertCanBecome, DomainError, isSettled, type File, TenantData } from '@waybill/domain';
import { requireFile, type OwnFile } from '../../auth/require-file.js';
import { FileWatcher } from '../../live/file-watcher.js';

/** Waits until a file that is being completed is so no more, woken by its events. */
@Injectable()
export class AwaitCompletion {
  constructor(
    private readonly data: TenantData,
    private readonly watcher: FileWatcher,
  ) {}

  /**
   * @param seconds how long to wait at most
   * @param signal ends the wait early: the client has gone, or the server is closing
   * @returns the file as it stands at the end of the wait: `completed`, or `completing` still
   * @throws DomainError file_failed, chunks_missing (a chunk turned out to be another), file_aborted,
   *   file_deleted
   */
  async execute(ref: OwnFile, seconds: number, signal: AbortSignal): Promise<File> {
    const wake = new Wake();
    // Listening begins before the row is read, so that no event falls between the two.
    const stop = this.watcher.watchFile(ref.fileId, () => wake.ring());
    const end = () => wake.finish();
    const timer = setTimeout(end, seconds * 1_000);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    try {
      for (;;) {
        const rung = wake.next();
        const file = await requireFile(this.data, ref);
        if (file.status !== 'completing') return resultOf(file);
        if (wake.finished) return file;
        await rung;
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      stop();
    }
  }
}

function resultOf(file: File): File {
  if (file.status === 'completed') return file;
  if (isSettled(file.status)) assertCanBecome(file.status, 'completed');
  if (file.status === 'failed') {
    throw new DomainError('file_failed', file.failure?.detail ?? 'The file has failed.', {
      extensions: { failure: file.failure },
    });
  }
  const count = file.chunkCount - file.uploadedChunks;
  throw new DomainError(
    'chunks_missing',
    'Assembly found chunks that are not what was verified: send them again.',
    { extensions: { missing: { count, numbers: [] } } },
  );
}

/** A bell that can be waited for: rings between two waits are not lost. */
class Wake {
  finished = false;
  private resolve: () => void = () => undefined;

  next(): Promise<void> {
    if (this.finished) return Promise.resolve();
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  ring(): void {
    this.resolve();
  }

  finish(): void {
    this.finished = true;
    this.resolve();
  }
}
