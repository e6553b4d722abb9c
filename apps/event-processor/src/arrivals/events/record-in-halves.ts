import { type ArrivalResult, DomainError, type JudgedArrival } from '@waybill/domain';
import type { TracedArrival } from './read-arrivals.js';
import type { RecordTogether } from './record-together.js';

type JudgedEvent = TracedArrival & { readonly arrival: JudgedArrival };

/** What the database made of an arrival, or why it would have nothing to do with it. */
export type RecordedArrival = TracedArrival &
  ({ readonly result: ArrivalResult } | { readonly error: Error });

/** Applies a batch in one statement; where that fails, the batch fails. */
export async function recordAtOnce(
  together: Pick<RecordTogether, 'record'>,
  batch: readonly JudgedEvent[],
): Promise<readonly RecordedArrival[]> {
  if (batch.length === 0) return [];
  const results = await together.record(batch.map(({ arrival }) => arrival));
  return batch.map((traced, index) => {
    const result = results[index];
    if (!result) throw new Error('The repository judged fewer arrivals than it was given.');
    return { ...traced, result };
  });
}

/**
 * Applies a batch of which some row is poison: one bad row fails the statement for all, so the
 * batch is halved until the good ones are in and the bad ones stand alone.
 * @throws DomainError database_unavailable: that is nobody's fault in the batch
 */
export async function recordInHalves(
  together: Pick<RecordTogether, 'record'>,
  batch: readonly JudgedEvent[],
): Promise<readonly RecordedArrival[]> {
  try {
    return await recordAtOnce(together, batch);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'database_unavailable') throw error;
    const [only] = batch;
    if (batch.length <= 1) {
      return only
        ? [{ ...only, error: error instanceof Error ? error : new Error(String(error)) }]
        : [];
    }
    const middle = Math.ceil(batch.length / 2);
    return [
      ...(await recordInHalves(together, batch.slice(0, middle))),
      ...(await recordInHalves(together, batch.slice(middle))),
    ];
  }
}
