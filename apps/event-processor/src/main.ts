import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError, httpPort, startFailure } from '@waybill/config';
import {
  createLogger,
  endProcess,
  installGracefulShutdown,
  type Logger,
  NestLogger,
  Readiness,
} from '@waybill/observability';
import { databaseDependency } from '@waybill/persistence';
import { BucketOwnedError } from '@waybill/storage';
import { type AppConfig, loadAppConfig } from './platform/app-config.js';
import { AppModule } from './app.module.js';

const SERVICE = 'event-processor';

async function start(config: AppConfig, logger: Logger): Promise<void> {
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
  const { host, port } = config.service;
  await app.listen({ host, port });
  logger.info({ url: await app.getUrl() }, 'ready');
}

try {
  const config = loadAppConfig();
  const logger = createLogger(SERVICE, config.service.logLevel);
  await start(config, logger).catch((error: unknown) => {
    const needed = [databaseDependency(config.database), httpPort(config.service)];
    const text = error instanceof BucketOwnedError ? error.message : startFailure(error, needed);
    logger.fatal(`could not start: ${text}`);
    endProcess(1, logger);
  });
} catch (error) {
  // The level of the log is part of the environment that could not be read.
  const logger = createLogger(SERVICE, 'info');
  const reason = error instanceof ConfigError ? error.message : startFailure(error, []);
  logger.fatal(`could not start: ${reason}`);
  endProcess(1, logger);
}
