import {
  type ArrivalBatch,
  type ArrivalOutcome,
  type ArrivalResult,
  compareSequencers,
  decideArrival,
  type FileStatus,
  isUuid,
  type JudgedArrival,
  MAX_CHUNK_COUNT,
  type StoreProfile,
} from '@waybill/domain';
import { isUnbound } from './chunk-views.js';
import type { ChunkRow, FileRow, MemoryDatabase } from './memory-database.js';
import { tellProgress } from './tell-progress.js';

interface Decided {
  readonly arrival: JudgedArrival;
  readonly outcome: ArrivalOutcome;
  readonly file: FileRow | undefined;
  readonly chunk: ChunkRow | undefined;
  /** Before anything was recorded. */
  readonly fileStatus: FileStatus | undefined;
}

const SHARED: readonly ArrivalOutcome[] = ['unknown_file', 'out_of_plan', 'late'];

/** The one statement of `record-arrivals.sql.ts`, step by step. */
export class ArrivalRecorder {
  constructor(protected readonly db: MemoryDatabase) {}

  record({ arrivals, verification, profile }: ArrivalBatch): readonly ArrivalResult[] {
    const chosen = new Map<string, JudgedArrival>();
    for (const arrival of arrivals) {
      if (whyUnusable(arrival)) continue;
      const other = chosen.get(nameOf(arrival));
      if (!other || this.isLater(arrival, other)) chosen.set(nameOf(arrival), arrival);
    }
    const decided = [...chosen.values()].map((arrival) => this.decided(arrival, profile));
    this.believe(decided, verification);
    const files = new Set(decided.flatMap(({ file }) => file ?? []));
    for (const file of [...files].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const chunks = decided.flatMap((one) =>
        one.file === file && one.outcome === 'applied' && one.chunk ? [{ chunk: one.chunk }] : [],
      );
      if (chunks.length > 0) tellProgress(this.db, file, { chunks, reused: false });
    }
    const byName = new Map(decided.map((one) => [nameOf(one.arrival), one]));
    return arrivals.map((arrival) => resultOf(arrival, byName.get(nameOf(arrival))));
  }

  protected isLater(arrival: JudgedArrival, other: JudgedArrival): boolean {
    return compareSequencers(arrival.sequencer ?? '', other.sequencer ?? '') > 0;
  }

  protected decide(
    arrival: JudgedArrival,
    file: FileRow | undefined,
    chunk: ChunkRow | undefined,
    profile?: StoreProfile,
  ): ArrivalOutcome {
    const unbound = file !== undefined && isUnbound(file, this.db.storeProfile);
    return decideArrival(arrival, { file: file && { ...file, unbound }, chunk }, profile);
  }

  private decided(arrival: JudgedArrival, profile?: StoreProfile): Decided {
    const file = this.db.file(arrival.fileId);
    const chunk = file && this.db.chunk(arrival.fileId, arrival.number);
    const outcome = this.decide(arrival, file, chunk, profile);
    return { arrival, file, chunk, outcome, fileStatus: file?.status };
  }

  private believe(decided: readonly Decided[], verification: ArrivalBatch['verification']): void {
    for (const { arrival, chunk, outcome } of decided) {
      if (outcome !== 'applied' || !chunk) continue;
      this.db.updateChunk(chunk, {
        status: 'uploaded',
        etag: arrival.etag,
        sequencer: arrival.sequencer,
        verification,
        uploadedAt: this.db.now(),
        rejections: 0,
        source: undefined,
      });
    }
  }
}

function resultOf(arrival: JudgedArrival, decided: Decided | undefined): ArrivalResult {
  const unusable = whyUnusable(arrival);
  if (unusable || !decided) return { arrival, outcome: unusable ?? 'unknown_file' };
  const { outcome, file, fileStatus } = decided;
  const repeated = decided.arrival !== arrival && !SHARED.includes(outcome);
  return {
    arrival,
    outcome: repeated ? 'duplicate' : outcome,
    ...(file && { tenantId: file.tenantId }),
    ...(fileStatus && { fileStatus }),
  };
}

function whyUnusable({ fileId, number, size, etag, sequencer = '' }: JudgedArrival) {
  if (!isUuid(fileId)) return 'unknown_file';
  if (!Number.isInteger(number) || number < 1 || number > MAX_CHUNK_COUNT) return 'out_of_plan';
  if (!Number.isSafeInteger(size) || size < 0) return 'out_of_plan';
  const unusable = etag === '' || `${etag}${sequencer}`.includes('\0');
  return unusable || etag.length > 1024 || sequencer.length > 1024 ? 'out_of_plan' : undefined;
}

function nameOf({ fileId, number }: JudgedArrival): string {
  return `${fileId}/${number}`;
}
