import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { httpPort } from '@waybill/config';
import {
  installGracefulShutdown,
  NestLogger,
  Readiness,
  startService,
} from '@waybill/observability';
import { databaseDependency, DatabaseRoleError, SchemaError } from '@waybill/persistence';
import { BucketOwnedError } from '@waybill/storage';
import { loadAppConfig } from './platform/app-config.js';
import { AppModule } from './app.module.js';

await startService({
  name: 'event-processor',
  load: loadAppConfig,
  needs: ({ database, service }) => [databaseDependency(database), httpPort(service)],
  toldAsTheyAre: [BucketOwnedError, DatabaseRoleError, SchemaError],
  start: async (config, logger) => {
    const app = await NestFactory.create<NestFastifyApplication>(
      AppModule.register({ config, logger }),
      // Probes keep their connections open; they must not hold up the end.
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: new NestLogger(logger), abortOnError: false },
    );
    installGracefulShutdown({
      logger,
      config: config.service,
      readiness: app.get(Readiness),
      close: () => app.close(),
    });
    await app.listen(config.service.port, config.service.host);
    logger.info({ url: await app.getUrl() }, 'listening');
  },
});
