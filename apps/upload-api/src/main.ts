import 'reflect-metadata';
import { ConfigError } from '@waybill/config';
import { createLogger, installGracefulShutdown, Readiness } from '@waybill/observability';
import { StoreProfileError } from '@waybill/storage';
import { loadApiConfig } from './app/api-config.js';
import { createApp } from './app/create-app.js';
import { StoreProfileProof } from './app/store-profile-proof.js';

async function main(): Promise<void> {
  const config = loadApiConfig();
  const { host, port, logLevel } = config.service;
  const logger = createLogger('upload-api', logLevel);
  const { app } = await createApp(config, logger);
  installGracefulShutdown({
    logger,
    config: config.service,
    readiness: app.get(Readiness),
    close: () => app.close(),
  });
  await app.get(StoreProfileProof).start();
  await app.startAllMicroservices();
  await app.listen(port, host);
  logger.info({ url: await app.getUrl() }, 'listening');
}

main().catch((error: unknown) => {
  const text =
    error instanceof ConfigError || error instanceof StoreProfileError
      ? error.message
      : String((error as Error)?.stack ?? error);
  process.stderr.write(`upload-api did not start: ${text}\n`);
  process.exit(1);
});
