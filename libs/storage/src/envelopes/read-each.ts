import { DomainError, type StorageEvent } from '@waybill/domain';
import { rejectedRecord, type ParsedStorageEvents, type RejectedRecord } from './envelope.js';
import { RecordError } from './event-fields.js';

/** Records in one body, at most: 1 MiB of the shortest that a store sends has half as many. */
const MAX_RECORDS = 5_000;

/**
 * Reads record by record, so that one that is of no use takes no other with it.
 * @throws DomainError events_unparsable where they are more than any store sends
 */
export function readEach(
  records: readonly unknown[],
  read: (record: unknown) => StorageEvent,
): ParsedStorageEvents {
  assertCount(records);
  const events: StorageEvent[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of records) {
    try {
      events.push(read(record));
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      rejected.push(rejectedRecord(error.message, record));
    }
  }
  return { events, rejected };
}

/** @throws DomainError events_unparsable */
export function assertCount(records: readonly unknown[]): void {
  if (records.length <= MAX_RECORDS) return;
  throw new DomainError('events_unparsable', `The body has more than ${MAX_RECORDS} records.`);
}
