import { DomainError, type StorageEvent } from '@waybill/domain';
import type { RejectedRecord } from './envelope.js';
import { parseJson } from './parse-json.js';
import { parseStorageEvents } from './parse-storage-events.js';

/** What a body held: events, and what could not be read. */
export interface ParsedEnvelope {
  readonly events: readonly StorageEvent[];
  /** Records, or the whole body, that are no storage event; `body` as it came. */
  readonly rejected: readonly RejectedRecord[];
}

/** Records of one body that are kept one by one; where more cannot be read, the body is kept whole. */
const MAX_KEPT = 100;

/**
 * Reads a body in any known envelope. What no envelope fits is rejected whole, as it came. Events of
 * keys outside of `prefix` are not ours and are left out; the others bear their keys without it.
 * @param prefix of our keys in the store; empty where the whole bucket is ours
 * @param json the body parsed, where the caller has done that already
 */
export function readEnvelope(body: string, prefix: string, json = parseJson(body)): ParsedEnvelope {
  if (json === undefined)
    return { events: [], rejected: [{ detail: 'It is not JSON, or nests too deep.', body }] };
  try {
    const { events, rejected } = parseStorageEvents(json);
    return { events: within(prefix, events), rejected: keptOf(rejected, body) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { events: [], rejected: [{ detail: error.message, body }] };
  }
}

function within(prefix: string, events: readonly StorageEvent[]): readonly StorageEvent[] {
  if (prefix === '') return events;
  return events
    .filter(({ key }) => key.startsWith(prefix))
    .map((event) => ({ ...event, key: event.key.slice(prefix.length) }));
}

function keptOf(rejected: readonly RejectedRecord[], body: string): readonly RejectedRecord[] {
  if (rejected.length <= MAX_KEPT) return rejected;
  return [{ detail: `${rejected.length} records, e.g.: ${rejected[0]?.detail ?? ''}`, body }];
}
