import { MAX_CHUNK_COUNT, compareSequencers, isUuid } from '@waybill/domain';
import type { ArrivalOutcome, ChunkArrival, JudgedArrival } from '@waybill/domain';
import { isStorable } from '../connection/text.js';

/** Far more than any store's ETag or sequencer has; PostgreSQL itself would take a gigabyte. */
const MAX_TEXT_LENGTH = 1024;

/** What a batch comes to, before the database is asked. */
export interface SortedBatch {
  /** At most one for each chunk, in the order in which every writer locks: file, then number. */
  readonly rows: readonly JudgedArrival[];
  /** For each arrival given: its outcome if that is plain already, or its row's index. */
  readonly places: readonly (
    { readonly outcome: ArrivalOutcome } | { readonly row: number; readonly repeated: boolean }
  )[];
}

/**
 * Makes a batch fit for one statement, in which a single bad value would fail all the others.
 * Of several arrivals of one chunk the one with the highest sequencer counts.
 */
export function sortBatch(arrivals: readonly JudgedArrival[]): SortedBatch {
  const chosen = new Map<string, JudgedArrival>();
  const unusable = arrivals.map(whyUnusable);
  arrivals.forEach((arrival, index) => {
    if (unusable[index]) return;
    const other = chosen.get(chunkId(arrival));
    if (!other || isLater(arrival, other)) chosen.set(chunkId(arrival), arrival);
  });
  const rows = [...chosen.values()].sort(inLockOrder);
  const rowOf = new Map(rows.map((arrival, row) => [chunkId(arrival), row]));
  const places = arrivals.map((arrival, index) => {
    const outcome = unusable[index];
    if (outcome) return { outcome };
    const row = rowOf.get(chunkId(arrival)) ?? -1;
    return { row, repeated: rows[row] !== arrival };
  });
  return { rows, places };
}

/** An outcome for what no row of ours can be: types say nothing of what came over a network. */
function whyUnusable(arrival: ChunkArrival): ArrivalOutcome | undefined {
  if (!isUuid(arrival.fileId)) return 'unknown_file';
  const { number, size, etag, sequencer } = arrival;
  if (!Number.isInteger(number) || number < 1 || number > MAX_CHUNK_COUNT) return 'out_of_plan';
  if (!Number.isSafeInteger(size) || size < 0) return 'out_of_plan';
  if (etag === '' || !isUsableText(etag) || !isUsableText(sequencer ?? '')) return 'out_of_plan';
  return undefined;
}

function isUsableText(text: unknown): boolean {
  return typeof text === 'string' && text.length <= MAX_TEXT_LENGTH && isStorable(text);
}

function isLater(arrival: ChunkArrival, other: ChunkArrival): boolean {
  return compareSequencers(arrival.sequencer ?? '', other.sequencer ?? '') > 0;
}

function chunkId(arrival: ChunkArrival): string {
  return `${arrival.fileId}/${arrival.number}`;
}

function inLockOrder(a: ChunkArrival, b: ChunkArrival): number {
  return a.fileId < b.fileId ? -1 : a.fileId > b.fileId ? 1 : a.number - b.number;
}
