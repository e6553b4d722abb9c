import type { ArrivalBatch, ArrivalOutcome, ArrivalResult, FileStatus } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { preparedRowsOf } from '../connection/prepared.js';
import { retryingConflicts } from '../connection/sql.js';
import { sortBatch } from './arrival-batch.js';
import { RECORD_ARRIVALS } from './record-arrivals.sql.js';

interface Judgement {
  readonly outcome: ArrivalOutcome;
  readonly tenant_id: string | null;
  readonly file_status: FileStatus | null;
}

/** What says the same of each of several arrivals of one chunk. */
const SHARED_OUTCOMES: readonly ArrivalOutcome[] = ['unknown_file', 'out_of_plan', 'late'];

/**
 * Applies a batch; safe to repeat, and to run at once with others on the same files.
 * @throws DomainError database_unavailable: then it is applied as a whole or not at all
 */
export async function recordArrivals(
  source: DataSource,
  batch: ArrivalBatch,
): Promise<readonly ArrivalResult[]> {
  const { rows, places } = sortBatch(batch.arrivals);
  const judgements =
    rows.length === 0
      ? []
      : await retryingConflicts(() =>
          preparedRowsOf<Judgement>(source, RECORD_ARRIVALS, [
            rows.map((row) => row.fileId),
            rows.map((row) => row.number),
            rows.map((row) => row.etag),
            rows.map((row) => row.size),
            rows.map((row) => row.sequencer ?? null),
            batch.verification,
            [...new Set(rows.map((row) => row.fileId))],
            rows.map((row) => row.judged !== undefined),
            rows.map((row) => row.judged?.sha256 ?? null),
            rows.map((row) => row.judged?.md5 ?? null),
            rows.map((row) => row.keptBy ?? null),
            batch.profile ?? 'none',
          ]),
        );
  return batch.arrivals.map((arrival, index) => {
    const place = places[index];
    if (!place) throw new Error('An arrival has no place in its own batch.');
    if ('outcome' in place) return { arrival, outcome: place.outcome };
    const judgement = judgements[place.row];
    if (!judgement) throw new Error('The database judged fewer arrivals than it was given.');
    const { outcome, tenant_id: tenantId, file_status: fileStatus } = judgement;
    return {
      arrival,
      outcome: place.repeated && !SHARED_OUTCOMES.includes(outcome) ? 'duplicate' : outcome,
      ...(tenantId !== null && { tenantId }),
      ...(fileStatus && { fileStatus }),
    };
  });
}
