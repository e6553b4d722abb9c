import {
  type ArrivalBatch,
  type ArrivalOutcome,
  type ArrivalResult,
  type ChunkArrival,
  compareSequencers,
  isUuid,
  MAX_CHUNK_COUNT,
  MAX_REJECTIONS,
  RECEIVING_STATUSES,
} from '@waybill/domain';
import type { ChunkRow, FileRow, MemoryDatabase } from './memory-database.js';
import { tellProgress } from './tell-progress.js';

interface Judged {
  readonly arrival: ChunkArrival;
  readonly outcome: ArrivalOutcome;
  readonly file: FileRow | undefined;
  readonly chunk: ChunkRow | undefined;
}

interface WrongSize {
  readonly chunk: ChunkRow;
  readonly arrival: ChunkArrival;
  readonly another: boolean;
  readonly rejections: number;
}

const SHARED: readonly ArrivalOutcome[] = ['unknown_file', 'out_of_plan', 'late'];

/** The one statement of `record-arrivals.sql.ts`, step by step. */
export class ArrivalRecorder {
  constructor(protected readonly db: MemoryDatabase) {}

  record({ arrivals, verification }: ArrivalBatch): readonly ArrivalResult[] {
    const chosen = new Map<string, ChunkArrival>();
    for (const arrival of arrivals) {
      if (whyUnusable(arrival)) continue;
      const other = chosen.get(nameOf(arrival));
      if (!other || this.isLater(arrival, other)) chosen.set(nameOf(arrival), arrival);
    }
    const judged = [...chosen.values()].map((arrival) => this.judged(arrival));
    this.believe(judged, verification);
    const wrong = this.refuse(judged);
    const files = new Set(judged.flatMap(({ file }) => file ?? []));
    for (const file of [...files].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      this.settle(file, judged, wrong, verification === 'reused');
    }
    const byName = new Map(judged.map((one) => [nameOf(one.arrival), one]));
    return arrivals.map((arrival) => resultOf(arrival, byName.get(nameOf(arrival))));
  }

  protected isLater(arrival: ChunkArrival, other: ChunkArrival): boolean {
    return compareSequencers(arrival.sequencer ?? '', other.sequencer ?? '') > 0;
  }

  protected judge(
    arrival: ChunkArrival,
    file: FileRow | undefined,
    chunk: ChunkRow | undefined,
  ): ArrivalOutcome {
    if (!file) return 'unknown_file';
    if (!chunk) return 'out_of_plan';
    if (chunk.status === 'uploaded') return chunk.etag === arrival.etag ? 'duplicate' : 'conflict';
    if (!(RECEIVING_STATUSES as readonly string[]).includes(file.status)) return 'late';
    return chunk.size === arrival.size ? 'applied' : 'wrong_size';
  }

  protected isAnother(arrival: ChunkArrival, chunk: ChunkRow): boolean {
    if (chunk.status === 'pending') return true;
    if (arrival.sequencer === undefined || chunk.sequencer === undefined) return false;
    return compareSequencers(arrival.sequencer, chunk.sequencer) > 0;
  }

  private judged(arrival: ChunkArrival): Judged {
    const file = this.db.file(arrival.fileId);
    const chunk = file && this.db.chunk(arrival.fileId, arrival.number);
    return { arrival, file, chunk, outcome: this.judge(arrival, file, chunk) };
  }

  private believe(judged: readonly Judged[], verification: ArrivalBatch['verification']): void {
    for (const { arrival, chunk, outcome } of judged) {
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

  private refuse(judged: readonly Judged[]): WrongSize[] {
    return judged.flatMap(({ arrival, chunk, outcome }) => {
      if (outcome !== 'wrong_size' || !chunk) return [];
      const another = this.isAnother(arrival, chunk);
      const wrong = { chunk, arrival, another, rejections: chunk.rejections + 1 };
      this.db.updateChunk(chunk, {
        status: 'corrupt',
        sequencer:
          another || chunk.sequencer === undefined
            ? (arrival.sequencer ?? chunk.sequencer)
            : chunk.sequencer,
        rejections: chunk.rejections + (another ? 1 : 0),
      });
      return [wrong];
    });
  }

  private settle(
    file: FileRow,
    judged: readonly Judged[],
    wrong: readonly WrongSize[],
    reused: boolean,
  ): void {
    const applied = judged.flatMap((one) =>
      one.file === file && one.outcome === 'applied' && one.chunk ? [{ chunk: one.chunk }] : [],
    );
    const anothers = wrong
      .filter(({ chunk, another }) => another && chunk.fileId === file.id)
      .sort((a, b) => a.chunk.number - b.chunk.number);
    for (const one of anothers) this.db.tell(file, 'chunk.corrupt', corruptData(one));
    const before = file.status;
    if (applied.length > 0) tellProgress(this.db, file, { chunks: applied, reused });
    const failures = anothers
      .filter(({ rejections }) => rejections >= MAX_REJECTIONS)
      .map(failureDetail)
      .sort();
    const [detail] = failures;
    if (detail === undefined) return;
    if (before === 'pending' && applied.length === 0) this.db.tell(file, 'file.uploading');
    const failure = { code: 'chunk_corrupt', detail };
    this.db.updateFile(file, { status: 'failed', failure });
    if (before !== 'failed' || applied.length > 0) this.db.tell(file, 'file.failed', { failure });
  }
}

function resultOf(arrival: ChunkArrival, judged: Judged | undefined): ArrivalResult {
  const unusable = whyUnusable(arrival);
  if (unusable || !judged) return { arrival, outcome: unusable ?? 'unknown_file' };
  const { outcome, file } = judged;
  const repeated = judged.arrival !== arrival && !SHARED.includes(outcome);
  return {
    arrival,
    outcome: repeated ? 'duplicate' : outcome,
    ...(file && { tenantId: file.tenantId }),
  };
}

function whyUnusable({ fileId, number, size, etag, sequencer = '' }: ChunkArrival) {
  if (!isUuid(fileId)) return 'unknown_file';
  if (!Number.isInteger(number) || number < 1 || number > MAX_CHUNK_COUNT) return 'out_of_plan';
  if (!Number.isSafeInteger(size) || size < 0) return 'out_of_plan';
  const unusable = etag === '' || `${etag}${sequencer}`.includes('\0');
  return unusable || etag.length > 1024 || sequencer.length > 1024 ? 'out_of_plan' : undefined;
}

function failureDetail({ chunk, rejections, arrival }: WrongSize): string {
  return `Chunk ${chunk.number} was rejected ${rejections} times in a row, at last for wrong_size: ${detailOf(chunk, arrival)}.`;
}

function detailOf(chunk: ChunkRow, { size }: ChunkArrival): string {
  return `expected ${chunk.size} bytes, found ${size}`;
}

function corruptData({ chunk, arrival, rejections }: WrongSize): Record<string, unknown> {
  return {
    number: chunk.number,
    reason: 'wrong_size',
    detail: detailOf(chunk, arrival),
    rejections,
    expectedSize: chunk.size,
    actualSize: arrival.size,
  };
}

function nameOf({ fileId, number }: ChunkArrival): string {
  return `${fileId}/${number}`;
}
