import type {
  AssemblyQueue,
  ChunkRepository,
  CleanupQueue,
  DeadLetterRepository,
  DriftRegister,
  EventPublisher,
  FileRepository,
  Log,
  MultipartUploads,
  ObjectHasher,
  ObjectLister,
  ObjectReader,
  ObjectRemover,
  Outbox,
  StoreProfileSource,
  Timers,
  TransferStrategies,
  VerificationQueue,
} from '@waybill/domain';
import type { BucketOwnership } from '@waybill/storage';
import { AnnounceChunks } from './arrivals/announce-chunks.js';
import { ApplyStorageEvents } from './arrivals/events/apply-storage-events.js';
import { NoteRemovals } from './arrivals/events/note-removals.js';
import { StorageEventsHandler } from './arrivals/events/storage-events-handler.js';
import { VerificationHandler } from './arrivals/verification/verification-handler.js';
import { VerifyChunk } from './arrivals/verification/verify-chunk.js';
import { AssembleFile } from './files/assemble/assemble-file.js';
import { AssemblyHandler } from './files/assemble/assembly-handler.js';
import { CleanUpAgain } from './files/clean-up/clean-up-again.js';
import { CleanUpFile } from './files/clean-up/clean-up-file.js';
import { CleanupHandler } from './files/clean-up/cleanup-handler.js';
import { ExpireFiles } from './files/expire-files.js';
import { ReconcileFiles } from './files/reconcile-files.js';
import { SweepLeftovers } from './files/sweep-leftovers.js';
import type { Metrics } from './platform/metrics.js';
import type { BucketSettings, ReconcileRules, SweepRules } from './platform/settings.js';
import { RelayJournal } from './publication/relay-journal.js';
import { RelayLoop } from './publication/relay-loop.js';
import type { DispatchWebhooks } from './webhooks/dispatch-webhooks.js';

export type { Metrics } from './platform/metrics.js';

/** All that the work on files and their chunks stands on. */
export interface ProcessorPorts {
  readonly files: FileRepository;
  readonly chunks: ChunkRepository;
  readonly deadLetters: DeadLetterRepository;
  readonly drift: Pick<DriftRegister, 'lookSoon'>;
  readonly outbox: Outbox;
  readonly publisher: EventPublisher;
  readonly assembly: AssemblyQueue;
  readonly verification: VerificationQueue;
  readonly cleanup: CleanupQueue;
  readonly strategies: TransferStrategies;
  readonly hasher: ObjectHasher;
  readonly lister: ObjectLister;
  readonly reader: ObjectReader;
  readonly remover: ObjectRemover;
  readonly uploads: MultipartUploads;
  readonly store: StoreProfileSource;
  readonly bucket: Pick<BucketOwnership, 'verify'>;
  readonly location: BucketSettings;
  readonly reconciler: ReconcileRules;
  readonly sweep: SweepRules;
  readonly webhooks: Pick<DispatchWebhooks, 'kick'>;
  readonly metrics: Metrics;
  readonly logger: Log;
  readonly timers: Timers;
}

/**
 * The use cases without Nest, on any ports: the simulation and integration tests drive the real
 * classes. Those of webhooks, and of finished files, are no part of it.
 */
export function processorUseCases(ports: ProcessorPorts) {
  const { files, strategies, store, location, metrics, logger, timers } = ports;
  const announce = new AnnounceChunks(ports.publisher, logger);
  const applyStorageEvents = new ApplyStorageEvents(
    { ...ports, announce },
    location,
    store,
    metrics,
    logger,
  );
  const verifyChunk = new VerifyChunk({ ...ports, announce }, store, metrics);
  const assembleFile = new AssembleFile(ports, location, metrics);
  const cleanUpFile = new CleanUpFile(files, strategies, logger);
  const { outbox, publisher, assembly, cleanup } = ports;
  const relayJournal = new RelayJournal(outbox, publisher, assembly, cleanup);
  return {
    assembleFile,
    cleanUpFile,
    cleanUpAgain: new CleanUpAgain(files, cleanUpFile, logger),
    expireFiles: new ExpireFiles(files, metrics, logger),
    reconcileFiles: new ReconcileFiles(
      { ...ports, announce },
      ports.reconciler,
      store,
      metrics,
      logger,
    ),
    sweepLeftovers: new SweepLeftovers(
      { ...ports, now: () => new Date(timers.now()) },
      ports.sweep,
      metrics,
    ),
    relayJournal,
    relayLoop: new RelayLoop(relayJournal, outbox, metrics, logger, ports.webhooks, timers),
    handlers: {
      storageEvents: new StorageEventsHandler(
        applyStorageEvents,
        new NoteRemovals(ports.drift, location),
      ),
      verification: new VerificationHandler(verifyChunk, logger),
      assembly: new AssemblyHandler(assembleFile, metrics, logger),
      cleanup: new CleanupHandler(cleanUpFile),
    },
  };
}

export type ProcessorUseCases = ReturnType<typeof processorUseCases>;
