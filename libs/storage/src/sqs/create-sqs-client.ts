import { SQSClient } from '@aws-sdk/client-sqs';
import type { SqsConfig } from '@waybill/config';
import { requestHandler } from '../client/request-handler.js';

/** As many calls as each poller has under way at once, and one extension. */
const SOCKETS_PER_POLLER = 6;

/** The first try and one more; the deadline of each call covers both. */
const MAX_ATTEMPTS = 2;

/** An SQS client as {@link SqsMessageSource} expects it. The caller destroys it. */
export function createSqsClient(config: SqsConfig): SQSClient {
  return new SQSClient({
    endpoint: config.endpoint,
    region: config.region,
    credentials: { ...config.credentials },
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: requestHandler(config, config.pollers * SOCKETS_PER_POLLER),
  });
}
