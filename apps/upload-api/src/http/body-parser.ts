import { isUtf8 } from 'node:buffer';
import { JSON_BOUNDS, jsonExcess } from '@waybill/contracts';
import { DomainError } from '@waybill/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse as parseJson } from 'secure-json-parse';
import { SMALL_BODY } from './body-limits.js';
import { readBody } from './read-body.js';
import { rulesOf, type BodyLimits } from './route-rules.js';
import { Turns } from './turns.js';

/** Bytes. A body of this many or more has a turn of the event loop to itself. */
const LARGE = 32 * 1024;

/**
 * JSON for every call; the store's notifications as text, whatever their content type is, since
 * what cannot be parsed is kept as it came. Nothing is parsed that is not within the route's limits.
 */
export function installBodyParser(fastify: FastifyInstance): void {
  const bodies = new WeakMap<FastifyRequest, Buffer>();
  const turns = new Turns();

  // Here and not in the parser, after whose failures Fastify closes the connection at once: a client
  // that still sends would never see the answer.
  fastify.addHook('preParsing', async (request, _reply, payload) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const body = await readBody(payload, limitsOf(request).bytes, contentLength(request));
    if (body.length >= LARGE) await turns.next();
    bodies.set(request, body);
  });

  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (request, _payload, done) => {
    const body = bodies.get(request) ?? Buffer.alloc(0);
    bodies.delete(request);
    if (rulesOf(request).access === 'store') {
      readText(body, limitsOf(request), done);
      return;
    }
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    const text = body.toString();
    const refusal = refusalOf(request, body) ?? excessOf(text, limitsOf(request));
    if (refusal) {
      done(refusal);
      return;
    }
    try {
      done(null, parseJson(text, { protoAction: 'error', constructorAction: 'error' }));
    } catch (error) {
      done(malformed(whyOf(error as Error), error));
    }
  });
}

type Done = (error: Error | null, body?: unknown) => void;

function readText(body: Buffer, limits: BodyLimits, done: Done): void {
  const text = body.toString();
  const excess = excessOf(text, limits);
  if (excess) done(excess);
  else done(null, text);
}

function limitsOf(request: FastifyRequest): BodyLimits {
  return rulesOf(request).body ?? SMALL_BODY;
}

/** Bytes; undefined for a body that comes in pieces. */
function contentLength({ headers }: FastifyRequest): number | undefined {
  const text = headers['content-length'];
  return text === undefined ? undefined : Number(text);
}

function refusalOf({ headers }: FastifyRequest, body: Buffer): DomainError | undefined {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    return new DomainError('unsupported_media_type', 'Send the body as application/json.');
  }
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') {
    return new DomainError('unsupported_media_type', 'Send the body as it is, not compressed.');
  }
  return isUtf8(body) ? undefined : malformed('the body is not valid UTF-8');
}

function excessOf(text: string, { values, text: longest }: BodyLimits): DomainError | undefined {
  const excess = jsonExcess(text, { ...JSON_BOUNDS, values, text: longest });
  if (excess === undefined) return undefined;
  return new DomainError('body_too_complex', `The body is refused: ${excess}.`);
}

function whyOf({ message }: Error): string {
  return message.includes('forbidden prototype')
    ? 'no member may be called "__proto__", nor be a "constructor" with a "prototype"'
    : message;
}

function malformed(why: string, cause?: unknown): DomainError {
  return new DomainError('malformed_json', `The body is not valid JSON: ${why}.`, { cause });
}
