import type { ArrivalOutcome, ChunkArrival, NewDeadLetter, StorageEvent } from '@waybill/domain';
import type { RecordedArrival } from './record-in-halves.js';

const SOURCE = 'storage-events';

/** What is wrong, for people; undefined where nothing is. */
const DETAILS: Partial<Record<ArrivalOutcome, (arrival: ChunkArrival) => string>> = {
  unknown_file: ({ fileId }) => `There is no file ${fileId}.`,
  out_of_plan: ({ fileId, number }) => `The plan of file ${fileId} has no chunk ${number}.`,
  conflict: ({ fileId, number, etag }) =>
    `Chunk ${number} of file ${fileId} was verified with another ETag than ${etag}.`,
};

/** The letter that keeps an event which could not be used, or undefined for one that could. */
export function deadLetterOf(recorded: RecordedArrival): NewDeadLetter | undefined {
  const { event, arrival } = recorded;
  if ('error' in recorded) return failedLetter(event, recorded.error.message);
  const { outcome } = recorded.result;
  const detail = DETAILS[outcome]?.(arrival);
  if (detail === undefined) return undefined;
  return { reason: outcome as NewDeadLetter['reason'], detail, ...kept(event) };
}

/** For an event that could not be applied in any attempt. */
export function failedLetter(event: StorageEvent, detail: string): NewDeadLetter {
  return { reason: 'failed', detail, ...kept(event) };
}

function kept(event: StorageEvent): { body: string; source: string } {
  return { body: JSON.stringify(event), source: SOURCE };
}
