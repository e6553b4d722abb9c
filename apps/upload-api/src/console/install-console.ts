import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** What `nx build console` has made; the same from `src` and from `dist`. */
const BUILT = fileURLToPath(new URL('../../../console/dist', import.meta.url));

/** Vite names assets by their content: one name is one content for ever. */
const FOR_EVER = { cacheControl: true, maxAge: '1y', immutable: true };

export interface ConsoleOptions {
  /** Where pages send chunks to. */
  readonly storeOrigin: string;
  /** Whether `/demo` is there as well: a page that uses `<waybill-upload>`, for local set-ups. */
  readonly demo: boolean;
  readonly root?: string;
}

/**
 * `/`: the console, where it has been built. Its routes are few: every other path stays an answer of
 * the API, 404 in JSON included.
 */
export async function installConsole(
  fastify: FastifyInstance,
  { storeOrigin, demo, root = BUILT }: ConsoleOptions,
): Promise<void> {
  if (!existsSync(root)) return;
  const config = { access: 'public' as const };
  const page = {
    'cache-control': 'no-cache',
    'content-security-policy': policy(storeOrigin),
    vary: 'accept-encoding',
  };
  await fastify.register(async (scope) => {
    await scope.register(fastifyStatic, {
      root,
      serve: false,
      preCompressed: true,
      cacheControl: false,
    });
    scope.get('/', { config }, (_, reply) => reply.headers(page).sendFile('index.html'));
    if (demo) {
      scope.get('/demo', { config }, (_, reply) => reply.headers(page).sendFile('demo.html'));
    }
    scope.get('/assets/:name', { config }, (request, reply) => {
      const { name } = request.params as { name: string };
      return reply.header('vary', 'accept-encoding').sendFile(`assets/${name}`, FOR_EVER);
    });
  });
}

/** No code but our own files. The digests of chunks are computed by WebAssembly. */
function policy(storeOrigin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${storeOrigin}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
