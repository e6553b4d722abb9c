import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

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

/** Paths of the API: pages of tokens have no business elsewhere. */
const API = '/v1/';

const FIXED = {
  methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
  allowedHeaders: ALLOWED,
  exposedHeaders: EXPOSED,
  credentials: false,
  maxAge: MAX_AGE,
  strictPreflight: false,
};

/**
 * Lets pages of these origins call the API, by a key or an upload token that they have; cookies never
 * come along. A preflight bears neither, so it is answered before anybody is asked for one, by the
 * origin alone: whether the token of the call itself is for that page is seen when it comes.
 * @param configured e.g. `https://app.example.com`, or `*`
 * @param namedByToken whether a token that is good names the origin
 */
export async function installCors(
  fastify: FastifyInstance,
  configured: readonly string[],
  namedByToken: (origin: string) => Promise<boolean>,
): Promise<void> {
  const any = configured.includes('*');
  const mayCall = async ({ url, headers: { origin } }: FastifyRequest) => {
    if (origin === undefined || origin === 'null') return false;
    return configured.includes(origin) || (url.startsWith(API) && (await namedByToken(origin)));
  };
  await fastify.register(cors, {
    delegator: async (request: FastifyRequest): Promise<FastifyCorsOptions> => ({
      ...FIXED,
      // The plugin's word for the origin that asks is `true`.
      origin: any ? '*' : await mayCall(request),
    }),
  });
  // The router knows OPTIONS of every path since the line above: what was not answered there is no call.
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'OPTIONS') reply.callNotFound();
    else done();
  });
}
