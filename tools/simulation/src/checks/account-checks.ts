import { isUuid, parseObjectKey, type StorageEvent } from '@waybill/domain';
import type { SimJob } from '../queue/sim-queue.js';
import type { Fail, Watched } from './watched.js';

/** No event is silently gone: each of a job that is done has exactly one outcome. */
export class AccountChecks {
  private readonly closed = new Set<string>();

  constructor(
    private readonly watched: () => Watched,
    private readonly fail: Fail,
  ) {}

  /** For one run of one job. */
  tallyOf(job: SimJob): {
    readonly count: (outcome: string, times?: number) => void;
    readonly close: () => void;
  } {
    let counted = 0;
    return {
      count: (_, times = 1) => {
        counted += times;
      },
      close: () => {
        this.closed.add(job.id);
        if (job.key !== 'storageEvents') return;
        const { events } = job.data as { readonly events: readonly StorageEvent[] };
        if (counted !== events.length) {
          const detail = `${job.id} has ${events.length} events, and ${counted} outcomes`;
          this.fail('every event has one outcome', detail);
        }
        for (const event of events) this.keptWhereUseless(event);
      },
    };
  }

  /** A job that is gone from the queue was done by a worker. */
  looked(job: SimJob): void {
    if (job.state !== 'done' || this.closed.has(job.id)) return;
    this.fail('no job is gone without having been done', job.id);
  }

  private keptWhereUseless(event: StorageEvent): void {
    const { db, store } = this.watched();
    const ref = parseObjectKey(event.key);
    if (event.bucket !== store.bucket || event.kind !== 'created' || !ref) return;
    if (ref.kind !== 'chunk' || !isUuid(ref.fileId)) return;
    const useless = !db.file(ref.fileId) || !db.chunk(ref.fileId, ref.number);
    const id = `"${event.versionId ?? ''}"`;
    if (!useless || db.deadLetters.some(({ body }) => body.includes(id))) return;
    this.fail('what cannot be used is kept as a dead letter', `${id} of ${event.key}`);
  }
}
