import { DomainError } from '@waybill/domain';
import { parseStorageEvents } from '@waybill/storage';
import type { ParsedEnvelope } from './take-storage-events.js';

/** Reads a body in any known envelope. What no envelope fits is rejected whole, as it came. */
export function readEnvelope(body: string): ParsedEnvelope {
  try {
    const { events, rejected } = parseStorageEvents(JSON.parse(body));
    return {
      events,
      rejected: rejected.map(({ reason, record }) => ({
        detail: reason,
        body: JSON.stringify(record) ?? '',
      })),
    };
  } catch (error) {
    const known = error instanceof DomainError || error instanceof SyntaxError;
    if (!known) throw error;
    return { events: [], rejected: [{ detail: error.message, body }] };
  }
}
