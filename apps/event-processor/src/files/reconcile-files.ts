import { Inject, Injectable } from '@nestjs/common';
import {
  type ArrivalResult,
  AssemblyQueue,
  type ChunkArrival,
  ChunkRepository,
  DomainError,
  type File,
  FileRepository,
  type JudgedArrival,
  Log,
  MAX_EVENTS_PER_JOB,
  StoreProfileSource,
  TransferStrategies,
  VerificationQueue,
} from '@waybill/domain';
import { NO_CAUSE } from '@waybill/messaging';
import { AnnounceChunks } from '../arrivals/announce-chunks.js';
import { sortArrivals } from '../arrivals/sort-arrivals.js';
import { toVerify } from '../arrivals/to-verify.js';
import { Metrics } from '../platform/metrics.js';
import { ReconcileRules } from '../platform/settings.js';

type ChunkPort = Pick<ChunkRepository, 'expected' | 'recordArrivals'>;

@Injectable()
export class ReconcilePorts {
  constructor(
    @Inject(FileRepository) readonly files: Pick<FileRepository, 'find' | 'claimQuiet'>,
    @Inject(ChunkRepository) readonly chunks: ChunkPort,
    @Inject(TransferStrategies) readonly strategies: Pick<TransferStrategies, 'get'>,
    readonly assembly: AssemblyQueue,
    readonly verification: VerificationQueue,
    readonly announce: AnnounceChunks,
  ) {}
}

export interface Healed {
  readonly files: number;
  readonly chunks: number;
  readonly assemblies: number;
}

/** Taken in small bites: a run that ends early leaves the others due. */
const FILES_AT_ONCE = 10;
/** Chunks that S3 lists in one call. */
const LIST_PAGE = 1_000;

/**
 * Heals what an event or a job that was lost has left behind: compares files that have gone quiet
 * with what the store holds, by the same rules as for events, and has those assembled again that
 * wait for it. Looks ever more seldom at a file that stays quiet.
 */
@Injectable()
export class ReconcileFiles {
  constructor(
    private readonly ports: ReconcilePorts,
    private readonly rules: ReconcileRules,
    private readonly store: StoreProfileSource,
    @Inject(Metrics)
    private readonly metrics: Pick<Metrics, 'filesReconciled' | 'chunksReconciled'>,
    private readonly logger: Log,
  ) {}

  /**
   * @returns what was healed: chunks, of so many files, and assemblies that were asked for again
   * @throws DomainError store_unavailable, database_unavailable, queue_unavailable
   */
  async execute(): Promise<Healed> {
    const { maxFiles, maxPages } = this.rules;
    let left = { files: maxFiles, pages: maxPages };
    const healed = { files: 0, chunks: 0, assemblies: 0 };
    while (left.files > 0 && left.pages > 0) {
      const limit = Math.min(FILES_AT_ONCE, left.files);
      const files = await this.claim(limit);
      for (const file of files) {
        const chunks = await this.heal(file);
        healed.chunks += chunks;
        if (chunks > 0) healed.files += 1;
        if (file.status === 'completing') healed.assemblies += 1;
        left = { files: left.files - 1, pages: left.pages - pagesOf(file) };
      }
      if (files.length < limit) break;
    }
    return healed;
  }

  private claim(limit: number): Promise<readonly File[]> {
    const { quietFor, maxGap } = this.rules;
    return this.ports.files.claimQuiet({ quietFor, maxGap, limit });
  }

  /** @returns how many chunks were found that nothing had told of */
  private async heal(file: File): Promise<number> {
    try {
      if (file.status === 'completing') {
        await this.ports.assembly.enqueue([{ fileId: file.id, cause: NO_CAUSE }]);
        this.metrics.filesReconciled.inc({ outcome: 'assembly_asked_for' });
        return 0;
      }
      const chunks = await this.compare(file);
      this.metrics.filesReconciled.inc({ outcome: chunks > 0 ? 'healed' : 'unchanged' });
      this.metrics.chunksReconciled.inc(chunks);
      return chunks;
    } catch (error) {
      this.metrics.filesReconciled.inc({ outcome: 'failed' });
      // Nothing more would come of this run, and each further file would wait longer for its next.
      if (error instanceof DomainError && error.code.endsWith('_unavailable')) throw error;
      this.logger.warn({ err: error, fileId: file.id }, 'a file could not be reconciled');
      return 0;
    }
  }

  private async compare(file: File): Promise<number> {
    const stored = await this.ports.strategies.get(file.strategy).storedChunks(file);
    let healed = 0;
    for (let start = 0; start < stored.length; start += MAX_EVENTS_PER_JOB) {
      const batch = stored.slice(start, start + MAX_EVENTS_PER_JOB);
      healed += await this.take(batch.map((chunk) => ({ fileId: file.id, ...chunk })));
    }
    return healed;
  }

  private async take(arrivals: readonly ChunkArrival[]): Promise<number> {
    const { chunks, announce, verification } = this.ports;
    const items = arrivals.map((arrival) => ({ arrival }));
    const { settled, doubted } = await sortArrivals(chunks, items, this.store.profile);
    const results = await this.record(settled.map(({ arrival }) => arrival));
    const healed = await announce.execute(results);
    const unjudged = results.filter(({ outcome }) => outcome === 'unjudged');
    await verification.enqueue(
      [...doubted, ...unjudged].map(({ arrival }) => toVerify(arrival, 'reconciler')),
    );
    return healed;
  }

  private async record(arrivals: readonly JudgedArrival[]): Promise<readonly ArrivalResult[]> {
    if (arrivals.length === 0) return [];
    return this.ports.chunks.recordArrivals({ arrivals, verification: 'reconciler' });
  }
}

function pagesOf({ chunkCount, status }: File): number {
  return status === 'completing' ? 0 : Math.ceil(chunkCount / LIST_PAGE);
}
