import { Injectable } from '@nestjs/common';
import { parseJson, readEnvelope, type ParsedEnvelope } from '@waybill/storage';
import { BucketSettings } from '../platform/settings.js';
import { EnvelopeReader } from './envelope-reader.js';
import { AdmitSnsMessage } from './sns/admit-sns-message.js';
import { snsEnvelopeIn } from './sns/sns-message.js';

const NOTHING: ParsedEnvelope = { events: [], rejected: [] };

/**
 * Reads what was posted. What says that it is from SNS has to be; all else rests on the store's token,
 * SNS's raw delivery too, which bears no signature.
 */
@Injectable()
export class PostedEnvelopes extends EnvelopeReader {
  constructor(
    private readonly sns: AdmitSnsMessage,
    private readonly location: BucketSettings,
  ) {
    super();
  }

  async read(body: string): Promise<ParsedEnvelope> {
    const json = parseJson(body);
    const envelope = snsEnvelopeIn(json);
    if (envelope && !(await this.sns.execute(envelope))) return NOTHING;
    return readEnvelope(body, this.location.prefix, json);
  }
}
