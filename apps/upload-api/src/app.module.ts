import { Module, type DynamicModule } from '@nestjs/common';
import { systemTimers, Timers } from '@waybill/domain';
import { ChannelDemand, PATTERNS, QueueProducers } from '@waybill/messaging';
import { ObservabilityModule, type Logger, type Registry } from '@waybill/observability';
import { BucketOwnership, type ObjectStore } from '@waybill/storage';
import { DataSource } from 'typeorm';
import { AuthModule } from './auth/auth.module.js';
import { ChunksModule } from './chunks/chunks.module.js';
import { DocsController } from './docs/docs.controller.js';
import { eventDocument } from './docs/event-document.js';
import { DeadLettersModule } from './dead-letters/dead-letters.module.js';
import { KeysModule } from './keys/keys.module.js';
import { LiveModule } from './live/live.module.js';
import { FilesModule } from './files/files.module.js';
import { StorageEventsModule } from './storage-events/storage-events.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import type { ApiConfig } from './platform/api-config.js';
import { Closing } from './platform/closing.js';
import { healthChecks } from './platform/health-checks.js';
import { InfrastructureModule } from './platform/infrastructure.module.js';
import { Ids } from './platform/ids.js';
import { Lifecycle } from './platform/lifecycle.js';
import { settingsOf } from './platform/settings.js';
import { StoreProofKeeper } from './platform/store-proof-keeper.js';
import {
  API_CONFIG,
  ASYNCAPI_DOCUMENT,
  LOGGER,
  OBJECT_STORE,
  OPENAPI_DOCUMENT,
} from './platform/tokens.js';

export interface AppOptions {
  readonly config: ApiConfig;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly document: object;
}

@Module({})
export class AppModule {
  static register({ config, logger, registry, document }: AppOptions): DynamicModule {
    const constants = [
      { provide: API_CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: OPENAPI_DOCUMENT, useValue: document },
      { provide: ASYNCAPI_DOCUMENT, useValue: eventDocument() },
      { provide: ChannelDemand, useValue: new ChannelDemand(PATTERNS.chunksUploaded) },
      { provide: Timers, useValue: systemTimers },
      ...settingsOf(config),
    ];
    return {
      module: AppModule,
      global: true,
      imports: [
        InfrastructureModule,
        ObservabilityModule.registerAsync({
          inject: [DataSource, QueueProducers, OBJECT_STORE, StoreProofKeeper, BucketOwnership],
          useFactory: (
            source: DataSource,
            producers: QueueProducers,
            store: ObjectStore,
            proof: StoreProofKeeper,
            bucket: BucketOwnership,
          ) => ({
            registry,
            checks: healthChecks(source, producers, store, proof, bucket),
            metricsToken: config.service.metricsToken,
          }),
        }),
        AuthModule,
        FilesModule,
        ChunksModule,
        LiveModule,
        WebhooksModule,
        StorageEventsModule,
        KeysModule,
        DeadLettersModule,
      ],
      controllers: [DocsController],
      providers: [...constants, Closing, Ids, Lifecycle],
      exports: [...constants.map(({ provide }) => provide), Closing, Ids],
    };
  }
}
