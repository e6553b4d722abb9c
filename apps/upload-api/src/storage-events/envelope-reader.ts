import type { ParsedEnvelope } from '@waybill/storage';

/** Reads what a store posts, whichever envelope it uses. */
export abstract class EnvelopeReader {
  /** @throws DomainError sns_…, where it is not from SNS as it says, or not known to be */
  abstract read(body: string): Promise<ParsedEnvelope>;
}
