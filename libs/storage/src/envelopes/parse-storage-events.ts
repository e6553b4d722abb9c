import { DomainError } from '@waybill/domain';
import { isObject, rejectedRecord, type Envelope, type ParsedStorageEvents } from './envelope.js';
import { eventBridge } from './event-bridge.js';
import { minioAccessLog } from './minio-access-log.js';
import { assertCount } from './read-each.js';
import { s3Records } from './s3-records.js';
import { snsNotification } from './sns.js';
import { testEvent } from './test-event.js';

const ENVELOPES: readonly Envelope[] = [
  s3Records,
  testEvent,
  eventBridge,
  snsNotification,
  minioAccessLog,
];

/** SNS around EventBridge is the deepest that occurs; what nests on and on is made to. */
const MAX_DEPTH = 3;

/**
 * Reads what a store sent, in whichever envelope. Records that cannot be read are handed back
 * beside those that can.
 * @param body parsed JSON
 * @throws DomainError events_unparsable where no envelope is recognised
 */
export function parseStorageEvents(body: unknown): ParsedStorageEvents {
  const parsed = Array.isArray(body) ? openList(body) : open(body, 1);
  if (parsed) return parsed;
  throw new DomainError('events_unparsable', 'The body is no storage event that is known here.');
}

function open(body: unknown, depth: number): ParsedStorageEvents | undefined {
  if (!isObject(body) || depth > MAX_DEPTH) return undefined;
  for (const envelope of ENVELOPES) {
    const parsed = envelope(body, (inner) => open(inner, depth + 1));
    if (parsed) return parsed;
  }
  return undefined;
}

/** Only MinIO sends lists. One without any entry of MinIO's is kept whole, as it came. */
function openList(entries: readonly unknown[]): ParsedStorageEvents | undefined {
  assertCount(entries);
  const opened = entries.map((entry) => ({
    entry,
    parsed: isObject(entry) ? minioAccessLog(entry, () => undefined) : undefined,
  }));
  if (!opened.some(({ parsed }) => parsed)) return undefined;
  return {
    events: opened.flatMap(({ parsed }) => parsed?.events ?? []),
    rejected: opened.flatMap(
      ({ entry, parsed }) => parsed?.rejected ?? [rejectedRecord('the entry has no Event', entry)],
    ),
  };
}
