import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  AssemblyQueue,
  ChunkRepository,
  CleanupQueue,
  DeadLetterRepository,
  DriftRegister,
  EventPublisher,
  FileRepository,
  MultipartUploads,
  ObjectHasher,
  ObjectLister,
  ObjectReader,
  ObjectRemover,
  Outbox,
  TransferStrategies,
  WebhookDeliveryQueue,
  WebhookOutbox,
} from '@waybill/domain';
import {
  createRedisTransportClient,
  QueueProducers,
  RedisEventPublisher,
  RedisTransportClient,
  VerificationQueue,
} from '@waybill/messaging';
import type { Logger } from '@waybill/observability';
import {
  dataSourceOptions,
  KnownStore,
  PgChunkRepository,
  PgDeadLetterRepository,
  PgDriftRegister,
  PgFileRepository,
  PgInstallation,
  PgOutbox,
  PgStoreFactRepository,
  PgWebhookOutbox,
} from '@waybill/persistence';
import {
  BucketOwnership,
  claimBucket,
  createObjectStore,
  type ObjectStore,
} from '@waybill/storage';
import { createTransferStrategies } from '@waybill/transfer';
import { DataSource } from 'typeorm';
import type { AppConfig } from './app-config.js';
import { once } from './once.js';
import { APP_CONFIG, LOGGER, OBJECT_STORE } from './tokens.js';

/** A port and how its adapter is made from what another provider gives. */
function adapter<Source, Port>(
  port: abstract new (...args: never[]) => Port,
  source: symbol | (abstract new (...args: never[]) => Source),
  make: (source: Source) => Port,
) {
  return { provide: port, inject: [source], useFactory: make };
}

const PORTS = [
  adapter(FileRepository, DataSource, (source) => new PgFileRepository(source)),
  adapter(ChunkRepository, DataSource, (source) => new PgChunkRepository(source)),
  adapter(DeadLetterRepository, DataSource, (source) => new PgDeadLetterRepository(source)),
  adapter(DriftRegister, DataSource, (source) => new PgDriftRegister(source)),
  adapter(Outbox, DataSource, (source) => new PgOutbox(source)),
  adapter(WebhookOutbox, DataSource, (source) => new PgWebhookOutbox(source)),
  adapter(ObjectHasher, OBJECT_STORE, (store: ObjectStore) => store.hasher),
  adapter(ObjectLister, OBJECT_STORE, (store: ObjectStore) => store.lister),
  adapter(MultipartUploads, OBJECT_STORE, (store: ObjectStore) => store.uploads),
  adapter(ObjectReader, OBJECT_STORE, (store: ObjectStore) => store.reader),
  adapter(ObjectRemover, OBJECT_STORE, (store: ObjectStore) => store.remover),
  adapter(AssemblyQueue, QueueProducers, (producers) => producers.assembly),
  adapter(CleanupQueue, QueueProducers, (producers) => producers.cleanup),
  adapter(VerificationQueue, QueueProducers, (producers) => producers.verification),
  adapter(WebhookDeliveryQueue, QueueProducers, (producers) => producers.webhookDeliveries),
];

/** The adapters behind the domain's ports, and what they stand on. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [APP_CONFIG, LOGGER],
      useFactory: (config: AppConfig, logger: Logger) => ({
        ...dataSourceOptions(config.database, {
          applicationName: 'waybill-event-processor',
          onPoolError: (error) => logger.warn({ err: error }, 'a database connection broke'),
        }),
        // Half a minute for a database that starts at the same time.
        retryAttempts: 30,
        retryDelay: 1_000,
      }),
    }),
  ],
  providers: [
    {
      provide: OBJECT_STORE,
      inject: [APP_CONFIG],
      useFactory: (config: AppConfig) => createObjectStore(config.s3),
    },
    {
      provide: BucketOwnership,
      inject: [APP_CONFIG, OBJECT_STORE, DataSource, LOGGER],
      useFactory: ({ s3 }: AppConfig, store: ObjectStore, source: DataSource, logger: Logger) => {
        const installation = new PgInstallation(source);
        const claim = async () =>
          claimBucket(store.marker, await installation.id(), s3.takeOverFrom);
        return new BucketOwnership(claim, logger);
      },
    },
    {
      provide: QueueProducers,
      inject: [APP_CONFIG, LOGGER],
      useFactory: (config: AppConfig, logger: Logger) =>
        new QueueProducers(
          config.redis,
          once((error) => logger.warn({ err: error }, 'Redis failed')),
        ),
    },
    {
      provide: RedisTransportClient,
      inject: [APP_CONFIG],
      useFactory: (config: AppConfig) => createRedisTransportClient(config.redis),
    },
    {
      provide: EventPublisher,
      inject: [RedisTransportClient, APP_CONFIG],
      useFactory: (client: RedisTransportClient, config: AppConfig) =>
        new RedisEventPublisher(client, config.redis),
    },
    {
      provide: KnownStore,
      inject: [DataSource, APP_CONFIG],
      useFactory: (source: DataSource, { s3 }: AppConfig) =>
        new KnownStore(new PgStoreFactRepository(source), s3.bucket),
    },
    {
      provide: TransferStrategies,
      inject: [OBJECT_STORE, FileRepository, KnownStore, APP_CONFIG],
      useFactory: (
        store: ObjectStore,
        files: FileRepository,
        known: KnownStore,
        { processor }: AppConfig,
      ) =>
        createTransferStrategies(
          { ...store, files },
          {
            copyConcurrency: processor.copyConcurrency,
            sealsFinals: () => known.sealsFinals,
          },
        ),
    },
    ...PORTS,
  ],
  exports: [
    OBJECT_STORE,
    BucketOwnership,
    KnownStore,
    QueueProducers,
    EventPublisher,
    TransferStrategies,
    ...PORTS.map(({ provide }) => provide as abstract new (...args: never[]) => unknown),
  ],
})
export class InfrastructureModule implements OnApplicationShutdown {
  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @Inject(QueueProducers) private readonly producers: QueueProducers,
    @Inject(RedisTransportClient) private readonly transport: RedisTransportClient,
  ) {}

  /** The workers and the relay have ended by now: they drain a phase earlier. */
  async onApplicationShutdown(): Promise<void> {
    await this.transport.close();
    this.producers.close();
    this.store.close();
  }
}
