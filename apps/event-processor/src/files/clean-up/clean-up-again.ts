import { Inject, Injectable } from '@nestjs/common';
import { DomainError, FileRepository, Log } from '@waybill/domain';
import { CleanUpFile } from './clean-up-file.js';

/** Files of one run: each is a few calls to the store, and the next run takes the others. */
const FILES = 200;
/** Milliseconds that the store's clock may lag behind ours: S3 refuses a signer that is further off. */
const CLOCK_SKEW = 15 * 60_000;
/** Milliseconds until a file that could not be cleaned up is tried again. */
const AGAIN_AFTER = 3_600_000;

/**
 * Clears away once more what a file at its end has in the store, when its last URL has ended: a URL
 * outlives its file, and what comes by it can come without an event. After it nothing can.
 */
@Injectable()
export class CleanUpAgain {
  constructor(
    @Inject(FileRepository)
    private readonly files: Pick<FileRepository, 'findUrlsExpired' | 'settleUrls'>,
    @Inject(CleanUpFile) private readonly cleanUpFile: Pick<CleanUpFile, 'execute'>,
    private readonly logger: Log,
  ) {}

  /**
   * @returns how many files nothing can come for any more
   * @throws DomainError store_unavailable, database_unavailable: the next run goes on
   */
  async execute(now = new Date()): Promise<number> {
    const before = new Date(now.getTime() - CLOCK_SKEW);
    let settled = 0;
    for (const file of await this.files.findUrlsExpired(before, FILES)) {
      try {
        await this.cleanUpFile.execute(file.fileId);
        await this.files.settleUrls(file);
        settled += 1;
      } catch (error) {
        if (error instanceof DomainError && error.code.endsWith('_unavailable')) throw error;
        this.logger.warn({ err: error, fileId: file.fileId }, 'could not clean up after a file');
        await this.files.settleUrls(file, new Date(now.getTime() + AGAIN_AFTER));
      }
    }
    return settled;
  }
}
