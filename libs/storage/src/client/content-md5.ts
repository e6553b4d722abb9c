import type { S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';

interface OutgoingRequest {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/**
 * Gives DeleteObjects the Content-MD5 that S3 asked for before it knew other checksums, and that
 * older stores still insist on (`MissingContentMD5`). The SDK sends a CRC32 only.
 */
export function addContentMd5(client: S3Client): void {
  client.middlewareStack.add(
    (next, context) => (args) => {
      const request = args.request as OutgoingRequest | undefined;
      if (context.commandName === 'DeleteObjectsCommand' && typeof request?.body === 'string')
        request.headers['content-md5'] = createHash('md5').update(request.body).digest('base64');
      return next(args);
    },
    { step: 'build', name: 'waybillContentMd5' },
  );
}
