import {
  type ArrivalResult,
  type ChunkRepository,
  DomainError,
  type JudgedArrival,
  type StoreProfileSource,
} from '@waybill/domain';

interface Batch {
  readonly arrivals: readonly JudgedArrival[];
  readonly resolve: (results: readonly ArrivalResult[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Arrivals of one statement, at most; a single batch may have more. */
const MOST = 1_000;

/**
 * Makes one statement of the batches that come while another is under way. Arrivals of one file wait
 * for each other's lock on its row in any case, and what is written together waits for the disk once.
 * Who comes alone waits for nobody.
 */
export class RecordTogether {
  private waiting: Batch[] = [];
  private underWay = false;

  constructor(
    private readonly chunks: Pick<ChunkRepository, 'recordArrivals'>,
    private readonly store: StoreProfileSource,
  ) {}

  /**
   * As `ChunkRepository.recordArrivals` does: one result for each, in the order given.
   * @throws DomainError database_unavailable, store_unavailable; whatever the database says of the batch
   */
  record(arrivals: readonly JudgedArrival[]): Promise<readonly ArrivalResult[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ arrivals, resolve, reject });
      if (!this.underWay) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.underWay = true;
    while (this.waiting.length > 0) await this.settle(this.take());
    this.underWay = false;
  }

  private take(): readonly Batch[] {
    let count = 0;
    const tooMany = this.waiting.findIndex(({ arrivals }, index) => {
      count += arrivals.length;
      return index > 0 && count > MOST;
    });
    return this.waiting.splice(0, tooMany === -1 ? this.waiting.length : tooMany);
  }

  /** What the database refuses may be the fault of one batch: then each is tried by itself. */
  private async settle(batches: readonly Batch[]): Promise<void> {
    try {
      const results = await this.send(batches.flatMap(({ arrivals }) => arrivals));
      let end = 0;
      for (const { arrivals, resolve } of batches) {
        resolve(results.slice(end, (end += arrivals.length)));
      }
    } catch (error) {
      if (batches.length > 1 && !isUnavailable(error)) {
        for (const batch of batches) await this.settle([batch]);
      } else {
        for (const { reject } of batches) reject(error);
      }
    }
  }

  private async send(arrivals: readonly JudgedArrival[]): Promise<readonly ArrivalResult[]> {
    const { profile } = this.store;
    return this.chunks.recordArrivals({ arrivals, verification: 'storage', profile });
  }
}

function isUnavailable(error: unknown): boolean {
  return (
    error instanceof DomainError &&
    (error.code === 'database_unavailable' || error.code === 'store_unavailable')
  );
}
