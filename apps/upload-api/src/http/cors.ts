import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** What a page may send. */
const ALLOWED = [
  'authorization',
  'content-type',
  'idempotency-key',
  'last-event-id',
  'prefer',
  'x-request-id',
];

/** What a page may read beside the body. */
const EXPOSED = [
  'allow',
  'idempotency-replayed',
  'location',
  'preference-applied',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'www-authenticate',
  'x-request-id',
];

/** Seconds that a browser remembers a preflight. */
const MAX_AGE = 3_600;

/**
 * Lets pages of these origins call the API, by a key that they have; cookies never come along. A
 * preflight bears no key, so it is answered before anybody is asked for one.
 * @param origins e.g. `https://app.example.com`, or `*`; where there are none, nothing is said of CORS
 */
export async function installCors(
  fastify: FastifyInstance,
  origins: readonly string[],
): Promise<void> {
  if (origins.length === 0) return;
  await fastify.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ALLOWED,
    exposedHeaders: EXPOSED,
    credentials: false,
    maxAge: MAX_AGE,
    strictPreflight: false,
  });
}
