import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ApiKeyRepository,
  ChunkRepository,
  DeadLetterAdmin,
  DeadLetterRepository,
  DownloadSigner,
  EventPublisher,
  FileRepository,
  Journal,
  MultipartUploads,
  ObjectRemover,
  ObjectLister,
  ObjectReader,
  StorageEventQueue,
  StoreProfileSource,
  TransferStrategies,
  WebhookRepository,
} from '@waybill/domain';
import {
  createRedisTransportClient,
  QueueProducers,
  QueueRoom,
  RedisEventPublisher,
} from '@waybill/messaging';
import type { Logger } from '@waybill/observability';
import {
  dataSourceOptions,
  KnownStore,
  PgApiKeyRepository,
  PgChunkRepository,
  PgDeadLetterAdmin,
  PgDeadLetterRepository,
  PgFileRepository,
  PgInstallation,
  PgJournal,
  PgStoreFactRepository,
  PgWebhookRepository,
} from '@waybill/persistence';
import {
  BucketOwnership,
  claimBucket,
  createObjectStore,
  proveStore,
  type ObjectStore,
} from '@waybill/storage';
import { createTransferStrategies } from '@waybill/transfer';
import { DataSource } from 'typeorm';
import type { ApiConfig } from './api-config.js';
import { StoreProofKeeper } from './store-proof-keeper.js';
import { API_CONFIG, LOGGER, OBJECT_STORE, TRANSPORT_CLIENT } from './tokens.js';

const onDatabase = <Port>(port: Port, make: (source: DataSource) => unknown) => ({
  provide: port as never,
  inject: [DataSource],
  useFactory: make,
});

const ofStore = <Port>(port: Port, pick: (store: ObjectStore) => unknown) => ({
  provide: port as never,
  inject: [OBJECT_STORE],
  useFactory: pick,
});

const PORTS = [
  { provide: StoreProfileSource, useExisting: KnownStore },
  onDatabase(FileRepository, (source) => new PgFileRepository(source)),
  onDatabase(ChunkRepository, (source) => new PgChunkRepository(source)),
  onDatabase(Journal, (source) => new PgJournal(source)),
  onDatabase(ApiKeyRepository, (source) => new PgApiKeyRepository(source)),
  onDatabase(DeadLetterAdmin, (source) => new PgDeadLetterAdmin(source)),
  onDatabase(DeadLetterRepository, (source) => new PgDeadLetterRepository(source)),
  onDatabase(WebhookRepository, (source) => new PgWebhookRepository(source)),
  ofStore(DownloadSigner, (store) => store.downloads),
  ofStore(ObjectReader, (store) => store.reader),
  ofStore(ObjectLister, (store) => store.lister),
  ofStore(ObjectRemover, (store) => store.remover),
  ofStore(MultipartUploads, (store) => store.uploads),
  {
    provide: TransferStrategies,
    inject: [OBJECT_STORE, FileRepository],
    useFactory: (store: ObjectStore, files: FileRepository) =>
      createTransferStrategies({ ...store, files }),
  },
  {
    provide: StorageEventQueue,
    inject: [QueueProducers],
    useFactory: (producers: QueueProducers) => producers.storageEvents,
  },
];

/** The adapters behind the domain's ports. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [API_CONFIG, LOGGER],
      useFactory: (config: ApiConfig, logger: Logger) => ({
        ...dataSourceOptions(config.database, {
          applicationName: 'waybill-upload-api',
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
      inject: [API_CONFIG, KnownStore],
      useFactory: (config: ApiConfig, known: KnownStore) =>
        createObjectStore(config.s3, { profile: () => known.profile }),
    },
    {
      provide: KnownStore,
      inject: [DataSource, API_CONFIG],
      useFactory: (source: DataSource, { s3 }: ApiConfig) =>
        new KnownStore(new PgStoreFactRepository(source), s3.bucket),
    },
    {
      provide: BucketOwnership,
      inject: [API_CONFIG, OBJECT_STORE, DataSource, LOGGER],
      useFactory: ({ s3 }: ApiConfig, store: ObjectStore, source: DataSource, logger: Logger) => {
        const installation = new PgInstallation(source);
        const claim = async () =>
          claimBucket(store.marker, await installation.id(), s3.takeOverFrom);
        return new BucketOwnership(claim, logger);
      },
    },
    {
      provide: QueueProducers,
      inject: [API_CONFIG, LOGGER],
      useFactory: (config: ApiConfig, logger: Logger) =>
        new QueueProducers(config.redis, (error) => logger.warn({ err: error }, 'Redis failed')),
    },
    {
      provide: QueueRoom,
      inject: [QueueProducers, API_CONFIG],
      useFactory: (producers: QueueProducers, { redis }: ApiConfig) =>
        new QueueRoom(producers, {
          limit: redis.queueLimit,
          deadlineMs: redis.commandTimeoutMs,
        }),
    },
    {
      provide: TRANSPORT_CLIENT,
      inject: [API_CONFIG],
      useFactory: (config: ApiConfig) => createRedisTransportClient(config.redis),
    },
    {
      provide: EventPublisher,
      inject: [TRANSPORT_CLIENT, API_CONFIG],
      useFactory: (
        client: ConstructorParameters<typeof RedisEventPublisher>[0],
        config: ApiConfig,
      ) => new RedisEventPublisher(client, config.redis),
    },
    {
      provide: StoreProofKeeper,
      inject: [API_CONFIG, OBJECT_STORE, KnownStore, LOGGER],
      useFactory: (
        { s3, proof }: ApiConfig,
        store: ObjectStore,
        known: KnownStore,
        logger: Logger,
      ) =>
        new StoreProofKeeper({
          prove: () => proveStore(s3, store, proof),
          known,
          clock: store.clock,
          logger,
        }),
    },
    ...PORTS,
  ],
  exports: [
    BucketOwnership,
    StoreProofKeeper,
    KnownStore,
    OBJECT_STORE,
    TRANSPORT_CLIENT,
    QueueProducers,
    QueueRoom,
    EventPublisher,
    ...PORTS.map(({ provide }) => provide),
  ],
})
export class InfrastructureModule {}
