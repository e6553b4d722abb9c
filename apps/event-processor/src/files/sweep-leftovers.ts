import { Inject, Injectable } from '@nestjs/common';
import { FileRepository, MultipartUploads, ObjectLister, ObjectRemover } from '@waybill/domain';
import { BucketOwnership } from '@waybill/storage';
import {
  findLeftovers,
  type FindLeftoversPorts,
  type LeftoverPage,
  removeLeftovers,
  type RemoveLeftoversPorts,
} from '@waybill/transfer';
import { Metrics } from '../platform/metrics.js';
import { SweepRules } from '../platform/settings.js';

@Injectable()
export class SweepPorts implements FindLeftoversPorts, RemoveLeftoversPorts {
  constructor(
    @Inject(FileRepository) readonly files: FindLeftoversPorts['files'],
    @Inject(ObjectLister) readonly lister: FindLeftoversPorts['lister'],
    @Inject(ObjectRemover) readonly remover: RemoveLeftoversPorts['remover'],
    @Inject(MultipartUploads) readonly uploads: RemoveLeftoversPorts['uploads'],
    /** Asked before anything is removed. @throws where the bucket is not ours (any more) */
    @Inject(BucketOwnership) readonly bucket: Pick<BucketOwnership, 'verify'>,
  ) {}

  now(): Date {
    return new Date();
  }
}

export interface SweepTotals {
  readonly examined: number;
  readonly objects: number;
  readonly uploads: number;
  /** Of the objects. */
  readonly bytes: number;
  /** Finished objects whose rows may have been lost: never removed here. */
  readonly kept: number;
  /** True where nothing was removed, as it would have been too much; then it is what was found. */
  readonly stopped: boolean;
}

/** So few are removed whatever share they are: of a small bucket every leftover is a large one. */
const FEW = 100;

type Counted = { -readonly [K in keyof SweepTotals]: SweepTotals[K] };

/**
 * Removes what lies in the store and no file needs: what a worker that died could not clear away.
 * What a database does not know may also be what the database has lost, so this one counts before it
 * removes, keeps what could be somebody's only copy, and leaves much at once to a person.
 */
@Injectable()
export class SweepLeftovers {
  constructor(
    private readonly ports: SweepPorts,
    private readonly rules: SweepRules,
    @Inject(Metrics)
    private readonly metrics: Pick<Metrics, 'leftoversRemoved' | 'leftoversKept' | 'sweeps'>,
  ) {}

  /**
   * Page by page, each removed before the next is asked for.
   * @throws DomainError store_unavailable, database_unavailable: the next sweep begins again;
   *   BucketOwnedError
   */
  async execute(signal?: AbortSignal): Promise<SweepTotals> {
    await this.ports.bucket.verify();
    const found = nothing();
    for await (const page of this.pages(signal)) count(page, found);
    this.metrics.leftoversKept.set(found.kept);
    const allowed = Math.max(FEW, Math.floor(found.examined * this.rules.maxShare));
    if (found.objects + found.uploads > allowed) return this.end({ ...found, stopped: true });

    const removed = nothing();
    for await (const page of this.pages(signal)) {
      const next = count(page, { ...removed });
      // More has come since it was counted.
      if (next.objects + next.uploads > allowed) return this.end({ ...removed, stopped: true });
      await removeLeftovers(this.ports, page.items);
      for (const { kind, kept } of page.items) {
        if (!kept) this.metrics.leftoversRemoved.inc({ kind });
      }
      Object.assign(removed, next);
    }
    return this.end(removed);
  }

  private async *pages(signal?: AbortSignal): AsyncGenerator<LeftoverPage> {
    const { grace } = this.rules;
    let cursor: string | undefined;
    do {
      signal?.throwIfAborted();
      const page = await findLeftovers(this.ports, {
        grace,
        ...(cursor !== undefined && { cursor }),
      });
      yield page;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  private end(totals: SweepTotals): SweepTotals {
    this.metrics.sweeps.inc({ outcome: totals.stopped ? 'stopped' : 'done' });
    return totals;
  }
}

function nothing(): Counted {
  return { examined: 0, objects: 0, uploads: 0, bytes: 0, kept: 0, stopped: false };
}

function count({ items, examined }: LeftoverPage, totals: Counted): Counted {
  totals.examined += examined;
  for (const { kind, size = 0, kept } of items) {
    if (kept) totals.kept += 1;
    else if (kind === 'upload') totals.uploads += 1;
    else {
      totals.objects += 1;
      totals.bytes += size;
    }
  }
  return totals;
}
