import type { File, TransferStrategies } from '@waybill/domain';
import type { StoreSweep } from './use-cases/delete-file.js';

/** Milliseconds that a caller waits for the store at most. */
const DEADLINE_MS = 3_000;

/** Sweeps as far as it gets before its deadline, and never fails. */
export class StoreSweeper implements StoreSweep {
  constructor(
    private readonly strategies: TransferStrategies,
    private readonly report: (error: unknown, fileId: string) => void,
    private readonly deadlineMs = DEADLINE_MS,
  ) {}

  async sweep(file: File): Promise<void> {
    const work = this.remove(file).catch((error: unknown) => this.report(error, file.id));
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.deadlineMs);
    });
    await Promise.race([work, deadline]);
    clearTimeout(timer);
  }

  private async remove(file: File): Promise<void> {
    await this.strategies.get(file.strategy).discard(file, { keepFinal: false });
  }
}
