import {
  findLeftovers,
  type FindLeftoversPorts,
  type Leftover,
  removeLeftovers,
  type RemoveLeftoversPorts,
} from '@waybill/transfer';
import type { Metrics } from '../app/metrics.js';

export type SweepPorts = FindLeftoversPorts & RemoveLeftoversPorts;

export interface SweepTotals {
  readonly examined: number;
  readonly objects: number;
  readonly uploads: number;
  /** Of the objects. */
  readonly bytes: number;
}

/** Removes what lies in the store and no file needs: what a worker that died could not clear away. */
export class SweepLeftovers {
  constructor(
    private readonly ports: SweepPorts,
    /** Seconds; nothing younger is touched. */
    private readonly grace: number,
    private readonly metrics: Pick<Metrics, 'leftoversRemoved'>,
  ) {}

  /**
   * Page by page, each removed before the next is asked for.
   * @throws DomainError store_unavailable, database_unavailable: the next sweep begins again
   */
  async execute(signal?: AbortSignal): Promise<SweepTotals> {
    const totals = { examined: 0, objects: 0, uploads: 0, bytes: 0 };
    let cursor: string | undefined;
    do {
      signal?.throwIfAborted();
      const page = await findLeftovers(this.ports, {
        grace: this.grace,
        ...(cursor !== undefined && { cursor }),
      });
      await removeLeftovers(this.ports, page.items);
      totals.examined += page.examined;
      for (const item of page.items) this.count(item, totals);
      cursor = page.next;
    } while (cursor !== undefined);
    return totals;
  }

  private count(
    { kind, size = 0 }: Leftover,
    totals: { -readonly [K in keyof SweepTotals]: number },
  ) {
    this.metrics.leftoversRemoved.inc({ kind });
    if (kind === 'upload') {
      totals.uploads += 1;
    } else {
      totals.objects += 1;
      totals.bytes += size;
    }
  }
}
