import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { apiDocument } from './api-document.js';

/** `/docs`: the document as a page to read and try; all of it is served from here. */
export async function installDocs(
  fastify: FastifyInstance,
  document: ReturnType<typeof apiDocument>,
): Promise<void> {
  await fastify.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await docs.register(swagger, {
      mode: 'static',
      specification: { document: document as never },
    });
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: true,
      uiConfig: { docExpansion: 'list', persistAuthorization: true, displayRequestDuration: true },
      theme: { title: 'Waybill API' },
    });
  });
}
