import { parseJson, readEnvelope, type ParsedEnvelope } from '@waybill/storage';
import type { AdmitSnsMessage } from './sns/admit-sns-message.js';
import { snsEnvelopeIn } from './sns/sns-message.js';

const NOTHING: ParsedEnvelope = { events: [], rejected: [] };

/**
 * Reads what was posted. What says that it is from SNS has to be; all else rests on the store's token,
 * SNS's raw delivery too, which bears no signature.
 * @throws DomainError sns_…, where it is not, or not known to be
 */
export function readPosted(sns: Pick<AdmitSnsMessage, 'execute'>, prefix: string) {
  return async (body: string): Promise<ParsedEnvelope> => {
    const json = parseJson(body);
    const envelope = snsEnvelopeIn(json);
    if (envelope && !(await sns.execute(envelope))) return NOTHING;
    return readEnvelope(body, prefix, json);
  };
}
