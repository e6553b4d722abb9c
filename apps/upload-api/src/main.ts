import 'reflect-metadata';
import { httpPort } from '@waybill/config';
import { installGracefulShutdown, Readiness, startService } from '@waybill/observability';
import { databaseDependency, DatabaseRoleError, SchemaError } from '@waybill/persistence';
import { BucketOwnedError, BucketOwnership, StoreProofError } from '@waybill/storage';
import { loadApiConfig } from './platform/api-config.js';
import { createApp } from './create-app.js';
import { checkBucketCors } from './platform/check-bucket-cors.js';
import { StoreProofKeeper } from './platform/store-proof-keeper.js';

await startService({
  name: 'upload-api',
  load: loadApiConfig,
  needs: ({ database, service }) => [databaseDependency(database), httpPort(service)],
  toldAsTheyAre: [StoreProofError, BucketOwnedError, DatabaseRoleError, SchemaError],
  start: async (config, logger) => {
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
    void checkBucketCors(config, logger);
    await app.startAllMicroservices();
    await app.listen(config.service.port, config.service.host);
    logger.info({ url: await app.getUrl() }, 'listening');
  },
});
