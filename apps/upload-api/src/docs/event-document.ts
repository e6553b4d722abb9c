import { createAsyncApiDocument } from '@waybill/contracts/asyncapi';
import { PATTERNS, QUEUES } from '@waybill/messaging';
import { packageVersion } from './package-version.js';

/** The AsyncAPI document of this version. */
export function eventDocument() {
  return createAsyncApiDocument({
    version: packageVersion(),
    redis: { patterns: PATTERNS, queues: Object.values(QUEUES) },
  });
}
