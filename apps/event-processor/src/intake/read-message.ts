import { DomainError, type StorageEvent } from '@waybill/domain';
import { parseStorageEvents } from '@waybill/storage';

export interface ReadMessage {
  readonly events: readonly StorageEvent[];
  /** Records, or the whole body, that are no storage event; `body` as it came. */
  readonly rejected: readonly { readonly detail: string; readonly body: string }[];
}

/** Reads a message in any known envelope. What no envelope fits is rejected whole. */
export function readMessage(body: string): ReadMessage {
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
