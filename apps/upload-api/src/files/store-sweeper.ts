import { Injectable } from '@nestjs/common';
import { type File, TransferStrategies, Log } from '@waybill/domain';
import { StoreSweep } from './use-cases/delete-file.js';

/** Milliseconds that a caller waits for the store at most. */
const DEADLINE_MS = 3_000;

/** Sweeps as far as it gets before its deadline, and never fails. */
@Injectable()
export class StoreSweeper extends StoreSweep {
  constructor(
    private readonly strategies: TransferStrategies,
    private readonly logger: Log,
  ) {
    super();
  }

  async sweep(file: File): Promise<void> {
    const work = this.remove(file).catch((error: unknown) => {
      this.logger.warn({ err: error, fileId: file.id }, 'the clean-up job has to sweep the store');
    });
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, DEADLINE_MS);
    });
    await Promise.race([work, deadline]);
    clearTimeout(timer);
  }

  private async remove(file: File): Promise<void> {
    await this.strategies.get(file.strategy).discard(file, { keepFinal: false });
  }
}
