import { Module, type DynamicModule } from '@nestjs/common';
import { Log, systemTimers, Timers } from '@waybill/domain';
import { ChannelDemand, MessagingModule, PATTERNS, QueueProducers } from '@waybill/messaging';
import { ObservabilityModule, type Logger, type Registry } from '@waybill/observability';
import { PersistenceModule } from '@waybill/persistence';
import { BucketOwnership, StorageModule, StoreProbe } from '@waybill/storage';
import { TransferModule } from '@waybill/transfer';
import { DataSource } from 'typeorm';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ChunksModule } from './chunks/chunks.module.js';
import { DocsController } from './docs/docs.controller.js';
import { eventDocument } from './docs/event-document.js';
import { DeadLettersModule } from './dead-letters/dead-letters.module.js';
import { KeysModule } from './keys/keys.module.js';
import { LiveModule } from './live/live.module.js';
import { FilesModule } from './files/files.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { OnCallModule } from './on-call/on-call.module.js';
import { SessionModule } from './session/session.module.js';
import { StorageEventsModule } from './storage-events/storage-events.module.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { UploadTokensModule } from './upload-tokens/upload-tokens.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import type { ApiConfig } from './platform/api-config.js';
import { Closing } from './platform/closing.js';
import { healthChecks } from './platform/health-checks.js';
import { Ids } from './platform/ids.js';
import { Lifecycle } from './platform/lifecycle.js';
import { settingsOf } from './platform/settings.js';
import { StoreProofKeeper } from './platform/store-proof-keeper.js';
import { StoreProofModule } from './platform/store-proof.module.js';
import { API_CONFIG, ASYNCAPI_DOCUMENT, OPENAPI_DOCUMENT } from './platform/tokens.js';

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
      { provide: Log, useValue: logger },
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
        PersistenceModule.forRoot(config.database, {
          applicationName: 'waybill-upload-api',
          onPoolError: (error) => logger.warn({ err: error }, 'a database connection broke'),
        }),
        MessagingModule.forRoot(config.redis, (error) =>
          logger.warn({ err: error }, 'Redis failed'),
        ),
        StorageModule.forRoot(config.s3),
        TransferModule.forRoot(),
        StoreProofModule,
        ObservabilityModule.registerAsync({
          inject: [DataSource, QueueProducers, StoreProbe, StoreProofKeeper, BucketOwnership],
          useFactory: (
            source: DataSource,
            producers: QueueProducers,
            probe: StoreProbe,
            proof: StoreProofKeeper,
            bucket: BucketOwnership,
          ) => ({
            registry,
            checks: healthChecks(source, producers, probe, proof, bucket),
            metricsToken: config.service.metricsToken,
          }),
        }),
        AuthModule,
        AuditModule,
        FilesModule,
        ChunksModule,
        LiveModule,
        UploadTokensModule,
        WebhooksModule,
        StorageEventsModule,
        KeysModule,
        SessionModule,
        TenantsModule,
        LimitsModule,
        DeadLettersModule,
        OnCallModule,
      ],
      controllers: [DocsController],
      providers: [...constants, Closing, Ids, Lifecycle],
      exports: [...constants.map(({ provide }) => provide), Closing, Ids],
    };
  }
}
