import type { StorageEvent } from '@waybill/domain';
import type { ParsedStorageEvents, RejectedRecord } from './envelope.js';
import { RecordError } from './event-fields.js';

/** Reads record by record, so that one that is of no use takes no other with it. */
export function readEach(
  records: readonly unknown[],
  read: (record: unknown) => StorageEvent,
): ParsedStorageEvents {
  const events: StorageEvent[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of records) {
    try {
      events.push(read(record));
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      rejected.push({ reason: error.message, record });
    }
  }
  return { events, rejected };
}
