import 'reflect-metadata';
import { ConfigError, httpPort, startFailure } from '@waybill/config';
import {
  createLogger,
  endProcess,
  installGracefulShutdown,
  Readiness,
} from '@waybill/observability';
import { databaseDependency } from '@waybill/persistence';
import { BucketOwnedError, BucketOwnership, StoreProofError } from '@waybill/storage';
import { type ApiConfig, loadApiConfig } from './platform/api-config.js';
import { createApp } from './create-app.js';
import { StoreProofKeeper } from './platform/store-proof-keeper.js';

async function start(config: ApiConfig): Promise<void> {
  const { host, port, logLevel } = config.service;
  const logger = createLogger('upload-api', logLevel);
  const { app } = await createApp(config, logger);
  installGracefulShutdown({
    logger,
    config: config.service,
    readiness: app.get(Readiness),
    close: () => app.close(),
  });
  // First of all: the proof writes.
  await app.get(BucketOwnership).start();
  await app.get(StoreProofKeeper).start();
  await app.startAllMicroservices();
  await app.listen(port, host);
  logger.info({ url: await app.getUrl() }, 'listening');
}

function fail(text: string): void {
  process.stderr.write(`upload-api did not start: ${text}\n`);
  endProcess(1);
}

try {
  const config = loadApiConfig();
  await start(config).catch((error: unknown) => {
    const needed = [databaseDependency(config.database), httpPort(config.service)];
    const said = error instanceof StoreProofError || error instanceof BucketOwnedError;
    fail(said ? error.message : startFailure(error, needed));
  });
} catch (error) {
  fail(error instanceof ConfigError ? error.message : startFailure(error, []));
}
