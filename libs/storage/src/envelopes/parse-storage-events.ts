import { DomainError } from '@waybill/domain';
import { isObject, type Envelope, type ParsedStorageEvents } from './envelope.js';
import { s3Records } from './s3-records.js';

const ENVELOPES: readonly Envelope[] = [s3Records];

/**
 * Reads what a store sent, in whichever envelope. Records that cannot be read are handed back
 * beside those that can.
 * @param body parsed JSON
 * @throws DomainError events_unparsable where no envelope is recognised
 */
export function parseStorageEvents(body: unknown): ParsedStorageEvents {
  if (isObject(body)) {
    for (const open of ENVELOPES) {
      const parsed = open(body);
      if (parsed) return parsed;
    }
  }
  throw new DomainError('events_unparsable', 'The body is no storage event that is known here.');
}
