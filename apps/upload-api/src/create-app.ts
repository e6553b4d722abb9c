import type { MicroserviceOptions } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ChannelDemand, redisTransportOptions } from '@waybill/messaging';
import {
  createMetricsRegistry,
  Instruments,
  HealthController,
  MetricsController,
  NestLogger,
  type Logger,
} from '@waybill/observability';
import { storeOrigin } from '@waybill/storage';
import { installActors } from './audit/install-actors.js';
import { Allow } from './auth/access.js';
import { Admission } from './auth/admission.js';
import { TokenOrigins } from './auth/token-origins.js';
import { apiDocument } from './docs/api-document.js';
import { installConsole } from './console/install-console.js';
import { installDocs } from './docs/install-docs.js';
import { EventHub } from './live/event-hub.js';
import { OpenStreams } from './live/open-streams.js';
import { installBodyParser } from './http/body-parser.js';
import { installCors } from './http/cors.js';
import { installHttpMetrics } from './http/http-metrics.js';
import { ProblemFilter } from './http/problem/problem.filter.js';
import { installRequestLog } from './http/request-log.js';
import { installResponseHeaders } from './http/response-headers.js';
import { RouteTable } from './http/route-table.js';
import { HEADERS_TIMEOUT_MS, serverOptions } from './http/server-options.js';
import { installUnreadBodies } from './http/unread-body.js';
import { ValidationPipe } from './http/validation.js';
import { LimitRefusals } from './limits/limit-refusals.js';
import type { ApiConfig } from './platform/api-config.js';
import { AppModule } from './app.module.js';

export interface CreatedApp {
  readonly app: NestFastifyApplication;
  readonly routes: RouteTable;
}

/** The whole service, ready to listen: HTTP, and the Redis transport from the processors. */
export async function createApp(config: ApiConfig, logger: Logger): Promise<CreatedApp> {
  const routes = new RouteTable();
  const registry = createMetricsRegistry();
  const document = apiDocument();
  const adapter = new FastifyAdapter(serverOptions(logger, config.callers.trustedProxies));
  const fastify = adapter.getInstance();
  fastify.addHook('onRoute', ({ method, url }) => {
    // Preflights are of every path, and no call of any.
    for (const one of [method].flat()) if (one !== 'OPTIONS') routes.add(one, url);
  });
  installResponseHeaders(fastify);
  installUnreadBodies(fastify);
  installBodyParser(fastify);
  installHttpMetrics(fastify, registry);
  installRequestLog(fastify, logger);
  // They come from a library that knows nothing of keys.
  Allow('public')(HealthController);
  Allow('public')(MetricsController);

  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register({ config, logger, registry, document }),
    adapter,
    { logger: new NestLogger(logger), bodyParser: false, abortOnError: false },
  );
  const origins = app.get(TokenOrigins);
  await installCors(fastify, config.callers.corsOrigins, (origin) => origins.names(origin));
  const admission = app.get(Admission);
  fastify.addHook('onRequest', (request, reply) => admission.admit(request, reply));
  installActors(fastify);
  // A plugin has the hooks that were there before it.
  await installDocs(fastify, document);
  await installConsole(fastify, {
    storeOrigin: storeOrigin(config.s3),
    demo: config.callers.demoPage,
  });
  app.useGlobalFilters(new ProblemFilter(logger, routes, new LimitRefusals(registry)));
  app.useGlobalPipes(new ValidationPipe());
  const streams = app.get(OpenStreams);
  const instruments = new Instruments(registry);
  instruments.gauge('waybill_event_streams', 'Open event streams', [], (it) =>
    it.set(streams.count),
  );
  listenToProcessors(app, config);
  app.getHttpServer().headersTimeout = HEADERS_TIMEOUT_MS;
  return { app, routes };
}

function listenToProcessors(app: NestFastifyApplication, config: ApiConfig): void {
  const hub = app.get(EventHub);
  const transport = app.connectMicroservice<MicroserviceOptions>(
    redisTransportOptions(config.redis, app.get(ChannelDemand)),
  );
  // What was published while the connection was away is in the journal.
  transport.status.subscribe(() => void hub.catchUp());
}
