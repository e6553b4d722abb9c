import { Inject, Injectable } from '@nestjs/common';
import { canBecome, FileRepository, Log } from '@waybill/domain';
import { Metrics } from '../platform/metrics.js';

const PAGE = 200;

/** Ends the files that were not finished in their time. What they left is cleaned up after it. */
@Injectable()
export class ExpireFiles {
  constructor(
    private readonly files: FileRepository,
    @Inject(Metrics) private readonly metrics: Pick<Metrics, 'filesExpired'>,
    private readonly logger: Log,
  ) {}

  /** @returns how many files have expired */
  async execute(now = new Date()): Promise<number> {
    let total = 0;
    for (;;) {
      const ids = await this.files.findExpired(now, PAGE);
      let expired = 0;
      for (const fileId of ids) if (await this.expire(fileId, now)) expired += 1;
      total += expired;
      // A page of which none could be expired would come again for ever.
      if (ids.length < PAGE || expired === 0) return total;
    }
  }

  private async expire(fileId: string, now: Date): Promise<boolean> {
    let expires = false;
    try {
      await this.files.change({ fileId }, (file) => {
        // Completed or aborted, or given more time, since the list was made.
        const over = file.expiresAt !== undefined && file.expiresAt < now;
        expires = over && canBecome(file.status, 'expired');
        return expires ? { status: 'expired' } : undefined;
      });
    } catch (error) {
      this.logger.warn({ err: error, fileId }, 'a file could not be expired; next time');
      return false;
    }
    if (expires) this.metrics.filesExpired.inc();
    return expires;
  }
}
