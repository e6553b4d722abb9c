import type { FastifyInstance } from 'fastify';

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
};

/** An API's answers run no script and frame nothing. The documentation's page has a policy of its own. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** The headers that every answer bears. Nothing of the API may be kept: URLs in it are permissions. */
export function installResponseHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).headers(SECURITY_HEADERS);
    if (!request.url.startsWith('/docs')) {
      void reply.headers({ 'cache-control': 'no-store', 'content-security-policy': API_POLICY });
    }
    done();
  });
}
