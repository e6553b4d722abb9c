import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DeadLetterAdmin, DriftRegister, Log, WebhookOutbox } from '@waybill/domain';
import { MessagingModule, queueAges, queueDepths, QueueProducers } from '@waybill/messaging';
import {
  createMetricsRegistry,
  type Logger,
  ObservabilityModule,
  type Registry,
} from '@waybill/observability';
import { PersistenceModule } from '@waybill/persistence';
import { BucketOwnership, StorageModule, StoreProbe } from '@waybill/storage';
import { CopySettings, TransferModule } from '@waybill/transfer';
import { DataSource } from 'typeorm';
import { IntakeMetrics } from './arrivals/intake/intake-metrics.js';
import type { AppConfig } from './platform/app-config.js';
import { Metrics, registerLooks } from './platform/metrics.js';
import { healthChecks } from './platform/health-checks.js';
import { ProcessorWorkers } from './platform/processor-workers.js';
import { WorkersModule } from './platform/workers.module.js';
import { once } from './platform/once.js';
import { APP_CONFIG } from './platform/tokens.js';
import { settingsOf } from './platform/settings.js';

const SCRAPE_DEADLINE_MS = 2_000;

/** What the whole process shares. */
@Global()
@Module({})
class SharedModule {
  static of(config: AppConfig, logger: Logger, registry: Registry): DynamicModule {
    const providers = [
      { provide: APP_CONFIG, useValue: config },
      { provide: Log, useValue: logger },
      { provide: Metrics, useValue: new Metrics(registry) },
      { provide: IntakeMetrics, useValue: new IntakeMetrics(registry) },
      ...settingsOf(config),
    ];
    return { module: SharedModule, providers, exports: providers };
  }
}

export interface AppOptions {
  readonly config: AppConfig;
  readonly logger: Logger;
}

/** The event processor: workers, relay, and a port for health and metrics. */
@Module({})
export class AppModule {
  static register({ config, logger }: AppOptions): DynamicModule {
    const registry = createMetricsRegistry();
    return {
      module: AppModule,
      imports: [
        SharedModule.of(config, logger, registry),
        PersistenceModule.forEveryTenant(config.database, {
          applicationName: 'waybill-event-processor',
          onPoolError: (error) => logger.warn({ err: error }, 'a database connection broke'),
        }),
        MessagingModule.forRoot(
          config.redis,
          once((error) => logger.warn({ err: error }, 'Redis failed')),
        ),
        StorageModule.forRoot(config.s3),
        TransferModule.forRoot(new CopySettings(config.processor.copyConcurrency)),
        WorkersModule,
        ObservabilityModule.registerAsync({
          imports: [WorkersModule],
          inject: [
            DataSource,
            QueueProducers,
            StoreProbe,
            ProcessorWorkers,
            WebhookOutbox,
            BucketOwnership,
            DriftRegister,
            DeadLetterAdmin,
          ],
          useFactory: (
            source: DataSource,
            producers: QueueProducers,
            probe: StoreProbe,
            workers: ProcessorWorkers,
            webhooks: WebhookOutbox,
            bucket: BucketOwnership,
            drift: DriftRegister,
            letters: DeadLetterAdmin,
          ) => {
            registerLooks(registry, {
              roles: config.processor.roles,
              ages: () => queueAges(producers, SCRAPE_DEADLINE_MS),
              depths: () => queueDepths(producers, SCRAPE_DEADLINE_MS),
              overdue: () => webhooks.overdue(),
              drifted: () => drift.count(),
              letters: () => letters.countByReason({}),
            });
            const { metricsToken } = config.service;
            const checks = healthChecks(source, producers, probe, workers, bucket);
            return { registry, checks, metricsToken };
          },
        }),
      ],
    };
  }
}
