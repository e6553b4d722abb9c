import { isUtf8 } from 'node:buffer';
import { DomainError } from '@waybill/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Bytes. A file of 10,000 chunks with both digests, neatly indented, is about 2.5 MB. */
export const JSON_BODY_LIMIT = 4 * 1024 * 1024;

/** Bytes. */
const STORAGE_EVENTS_BODY_LIMIT = 1024 * 1024;

export const STORAGE_EVENTS_PATH = '/v1/storage-events';

/**
 * JSON for every call; the store's notifications as text, whatever their content type is, since
 * what cannot be parsed is kept as it came.
 */
export function installBodyParser(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(
    '*',
    { parseAs: 'buffer', bodyLimit: JSON_BODY_LIMIT },
    (request, body, done) => {
      if (request.routeOptions.url === STORAGE_EVENTS_PATH) {
        const tooLarge = body.length > STORAGE_EVENTS_BODY_LIMIT;
        if (tooLarge) done(new DomainError('body_too_large', 'At most 1 MiB of events at once.'));
        else done(null, body.toString());
        return;
      }
      if (body.length === 0) {
        done(null, undefined);
        return;
      }
      const refusal = refusalOf(request, body);
      if (refusal) {
        done(refusal);
        return;
      }
      void parseJson(request, body.toString(), (error, parsed) =>
        error ? done(malformed(error.message, error)) : done(null, parsed),
      );
    },
  );
}

function refusalOf(request: FastifyRequest, body: Buffer): DomainError | undefined {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    return new DomainError('unsupported_media_type', 'Send the body as application/json.');
  }
  return isUtf8(body) ? undefined : malformed('the body is not valid UTF-8');
}

function malformed(why: string, cause?: unknown): DomainError {
  return new DomainError('malformed_json', `The body is not valid JSON: ${why}.`, { cause });
}
