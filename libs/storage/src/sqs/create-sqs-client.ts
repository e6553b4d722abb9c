import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { SqsConfig } from '@waybill/config';

/** Calls beside the long polls: each poller has one under way at most, and one extension. */
const SOCKETS_PER_POLLER = 3;

/** The first try and one more; the deadline of each call covers both. */
const MAX_ATTEMPTS = 2;

/** An SQS client as {@link SqsMessageSource} expects it. The caller destroys it. */
export function createSqsClient(config: SqsConfig): SQSClient {
  const agent = { keepAlive: true, maxSockets: config.pollers * SOCKETS_PER_POLLER };
  return new SQSClient({
    endpoint: config.endpoint,
    region: config.region,
    credentials: { ...config.credentials },
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({
      connectionTimeout: config.connectTimeoutMs,
      requestTimeout: config.requestTimeoutMs,
      // Without this the handler only logs that the time is over, and waits on.
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    }),
  });
}
