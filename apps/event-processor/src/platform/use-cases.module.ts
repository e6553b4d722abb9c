import { Module } from '@nestjs/common';
import {
  AssemblyQueue,
  ChunkRepository,
  CleanupQueue,
  DeadLetterRepository,
  EventPublisher,
  FileRepository,
  ObjectHasher,
  ObjectReader,
  ObjectRemover,
  Outbox,
  TransferStrategies,
} from '@waybill/domain';
import { VerificationQueue } from '@waybill/messaging';
import type { Logger } from '@waybill/observability';
import { KnownStore } from '@waybill/persistence';
import { AnnounceChunks } from '../arrivals/announce-chunks.js';
import { AssembleFile } from '../files/assemble/assemble-file.js';
import { CleanUpFile } from '../files/clean-up/clean-up-file.js';
import { CleanUpAgain } from '../files/clean-up/clean-up-again.js';
import { ExpireFiles } from '../files/expire-files.js';
import { ReconcileFiles } from '../files/reconcile-files.js';
import { StoreCareModule } from '../files/store-care.module.js';
import { RelayJournal } from '../publication/relay-journal.js';
import { RelayLoop } from '../publication/relay-loop.js';
import { ApplyStorageEvents } from '../arrivals/events/apply-storage-events.js';
import { KeepUnparsableJob } from '../arrivals/events/keep-unparsable-job.js';
import { VerifyChunk } from '../arrivals/verification/verify-chunk.js';
import { DispatchWebhooks } from '../webhooks/dispatch-webhooks.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import type { AppConfig } from './app-config.js';
import { Metrics } from './metrics.js';
import { APP_CONFIG, LOGGER } from './tokens.js';

/** What every use case here gets, in the order in which the factories name it. */
const SURROUNDINGS = [APP_CONFIG, Metrics, LOGGER] as const;

/** What the use cases are made of. They know nothing of Nest: each is a plain class. */
@Module({
  imports: [StoreCareModule, WebhooksModule],
  providers: [
    {
      provide: AnnounceChunks,
      inject: [EventPublisher, LOGGER],
      useFactory: (publisher: EventPublisher, logger: Logger) =>
        new AnnounceChunks(publisher, logger),
    },
    {
      provide: ApplyStorageEvents,
      inject: [
        ...SURROUNDINGS,
        KnownStore,
        ChunkRepository,
        TransferStrategies,
        ObjectReader,
        ObjectRemover,
        DeadLetterRepository,
        VerificationQueue,
        AnnounceChunks,
      ],
      useFactory: (
        { s3 }: AppConfig,
        metrics: Metrics,
        logger: Logger,
        store: KnownStore,
        chunks: ChunkRepository,
        strategies: TransferStrategies,
        reader: ObjectReader,
        remover: ObjectRemover,
        deadLetters: DeadLetterRepository,
        verification: VerificationQueue,
        announce: AnnounceChunks,
      ) =>
        new ApplyStorageEvents(
          { chunks, strategies, reader, remover, deadLetters, verification, announce },
          { bucket: s3.bucket, store },
          metrics,
          logger,
        ),
    },
    {
      provide: KeepUnparsableJob,
      inject: [DeadLetterRepository, Metrics, LOGGER],
      useFactory: (deadLetters: DeadLetterRepository, metrics: Metrics, logger: Logger) =>
        new KeepUnparsableJob(deadLetters, metrics, logger),
    },
    {
      provide: VerifyChunk,
      inject: [
        Metrics,
        KnownStore,
        FileRepository,
        ChunkRepository,
        TransferStrategies,
        ObjectHasher,
        AnnounceChunks,
      ],
      useFactory: (
        metrics: Metrics,
        store: KnownStore,
        files: FileRepository,
        chunks: ChunkRepository,
        strategies: TransferStrategies,
        hasher: ObjectHasher,
        announce: AnnounceChunks,
      ) => new VerifyChunk({ files, chunks, strategies, hasher, announce }, store, metrics),
    },
    {
      provide: AssembleFile,
      inject: [
        ...SURROUNDINGS,
        FileRepository,
        ChunkRepository,
        TransferStrategies,
        ObjectHasher,
        ObjectRemover,
      ],
      useFactory: (
        { s3 }: AppConfig,
        metrics: Metrics,
        _: Logger,
        files: FileRepository,
        chunks: ChunkRepository,
        strategies: TransferStrategies,
        hasher: ObjectHasher,
        remover: ObjectRemover,
      ) =>
        new AssembleFile(
          { files, chunks, strategies, hasher, remover },
          { bucket: s3.bucket, prefix: s3.prefix, onCopied: () => metrics.partsCopied.inc() },
        ),
    },
    {
      provide: CleanUpFile,
      inject: [FileRepository, TransferStrategies, LOGGER],
      useFactory: (files: FileRepository, strategies: TransferStrategies, logger: Logger) =>
        new CleanUpFile({ files, strategies }, logger),
    },
    {
      provide: CleanUpAgain,
      inject: [FileRepository, CleanUpFile, LOGGER],
      useFactory: (files: FileRepository, cleanUpFile: CleanUpFile, logger: Logger) =>
        new CleanUpAgain(files, cleanUpFile, logger),
    },
    {
      provide: ExpireFiles,
      inject: [FileRepository, Metrics, LOGGER],
      useFactory: (files: FileRepository, metrics: Metrics, logger: Logger) =>
        new ExpireFiles(files, metrics, logger),
    },
    {
      provide: ReconcileFiles,
      inject: [
        ...SURROUNDINGS,
        KnownStore,
        FileRepository,
        ChunkRepository,
        TransferStrategies,
        AssemblyQueue,
        VerificationQueue,
        AnnounceChunks,
      ],
      useFactory: (
        { processor }: AppConfig,
        metrics: Metrics,
        logger: Logger,
        store: KnownStore,
        files: FileRepository,
        chunks: ChunkRepository,
        strategies: TransferStrategies,
        assembly: AssemblyQueue,
        verification: VerificationQueue,
        announce: AnnounceChunks,
      ) =>
        new ReconcileFiles(
          { files, chunks, strategies, assembly, verification, announce },
          { ...processor.reconciler, store },
          metrics,
          logger,
        ),
    },
    {
      provide: RelayLoop,
      inject: [
        Outbox,
        EventPublisher,
        AssemblyQueue,
        CleanupQueue,
        DispatchWebhooks,
        Metrics,
        LOGGER,
      ],
      useFactory: (
        outbox: Outbox,
        publisher: EventPublisher,
        assembly: AssemblyQueue,
        cleanup: CleanupQueue,
        webhooks: DispatchWebhooks,
        metrics: Metrics,
        logger: Logger,
      ) => {
        const relay = new RelayJournal({ outbox, publisher, assembly, cleanup });
        return new RelayLoop(relay, outbox, metrics, logger, () => webhooks.kick());
      },
    },
  ],
  exports: [
    ApplyStorageEvents,
    KeepUnparsableJob,
    VerifyChunk,
    AssembleFile,
    CleanUpFile,
    CleanUpAgain,
    ExpireFiles,
    ReconcileFiles,
    StoreCareModule,
    RelayLoop,
    WebhooksModule,
  ],
})
export class UseCasesModule {}
