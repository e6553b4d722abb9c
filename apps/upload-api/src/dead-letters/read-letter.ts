import { storageEventSchema, storageEventsJobV1 } from '@waybill/contracts';
import type { DeadLetter, StorageEvent } from '@waybill/domain';
import { parseJson, readEnvelope } from '@waybill/storage';

export interface LetterReading {
  readonly events: readonly StorageEvent[];
  /** Records beside them that still cannot be read. */
  readonly rest: readonly { readonly detail: string; readonly body: string }[];
  /** Why nothing of it can be read; absent where something can. */
  readonly detail?: string;
}

/** Letters of the processor hold what is normalised already. */
const NORMALISED = 'storage-events';

/**
 * Reads what a letter holds with today's eyes.
 * @param prefix of our keys in the store; what is normalised already does not have it any more
 */
export function readLetter({ source, body }: DeadLetter, prefix: string): LetterReading {
  const value = parseJson(body);
  if (value === undefined) return unreadable('The body is no JSON.');
  return source === NORMALISED ? readNormalised(value) : readReceived(body, value, prefix);
}

function readNormalised(value: unknown): LetterReading {
  const event = storageEventSchema.safeParse(value);
  if (event.success) return { events: [event.data], rest: [] };
  const job = storageEventsJobV1.safeParse(value);
  if (job.success) return { events: job.data.events, rest: [] };
  return unreadable('The body is neither a storage event nor a batch of them.');
}

/** The body is all that came, or one record of it that could not be read among others that could. */
function readReceived(body: string, value: unknown, prefix: string): LetterReading {
  const whole = readEnvelope(body, prefix, value);
  if (whole.rejected.length === 0 || whole.events.length > 0) {
    return { events: whole.events, rest: whole.rejected };
  }
  const single = readEnvelope(JSON.stringify({ Records: [value] }), prefix);
  if (single.events.length > 0) return { events: single.events, rest: [] };
  return unreadable(whole.rejected[0]?.detail ?? 'The body is no storage event.');
}

function unreadable(detail: string): LetterReading {
  return { events: [], rest: [], detail };
}
