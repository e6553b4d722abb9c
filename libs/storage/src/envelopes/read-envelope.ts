import { DomainError, type StorageEvent } from '@waybill/domain';
import { parseStorageEvents } from './parse-storage-events.js';

/** What a body held: events, and what could not be read. */
export interface ParsedEnvelope {
  readonly events: readonly StorageEvent[];
  /** Records, or the whole body, that are no storage event; `body` as it came. */
  readonly rejected: readonly { readonly detail: string; readonly body: string }[];
}

/**
 * Reads a body in any known envelope. What no envelope fits is rejected whole, as it came.
 * @param json the body parsed, where the caller has done that already
 */
export function readEnvelope(body: string, json = parseJson(body)): ParsedEnvelope {
  if (json === undefined) return { events: [], rejected: [{ detail: 'It is not JSON.', body }] };
  try {
    const { events, rejected } = parseStorageEvents(json);
    return {
      events,
      rejected: rejected.map(({ reason, record }) => ({
        detail: reason,
        body: JSON.stringify(record) ?? '',
      })),
    };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { events: [], rejected: [{ detail: error.message, body }] };
  }
}

/** Undefined, which JSON cannot be, where it is none. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
