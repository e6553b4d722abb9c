import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { QueueProducers, QueueWorkers, redriveJobs } from '@waybill/messaging';
import type { Logger } from '@waybill/observability';
import { BucketOwnership } from '@waybill/storage';
import { KnownStore } from '@waybill/persistence';
import { setTimeout as sleep } from 'node:timers/promises';
import { AssembleFile } from '../files/assemble/assemble-file.js';
import { AssemblyHandler } from '../files/assemble/assembly-handler.js';
import { CleanUpFile } from '../files/clean-up/clean-up-file.js';
import { CleanupHandler } from '../files/clean-up/cleanup-handler.js';
import { StorageIntakes } from '../arrivals/intake/storage-intakes.js';
import { CleanUpAgain } from '../files/clean-up/clean-up-again.js';
import { ExpireFiles } from '../files/expire-files.js';
import { MaintenanceHandler } from './maintenance-handler.js';
import { ReconcileFiles } from '../files/reconcile-files.js';
import { ScrubFiles } from '../files/scrub-files.js';
import { SweepLeftovers } from '../files/sweep-leftovers.js';
import { RelayLoop } from '../publication/relay-loop.js';
import { ApplyStorageEvents } from '../arrivals/events/apply-storage-events.js';
import { KeepUnparsableJob } from '../arrivals/events/keep-unparsable-job.js';
import { NoteRemovals } from '../arrivals/events/note-removals.js';
import { StorageEventsHandler } from '../arrivals/events/storage-events-handler.js';
import { VerificationHandler } from '../arrivals/verification/verification-handler.js';
import { VerifyChunk } from '../arrivals/verification/verify-chunk.js';
import { DeliverWebhook } from '../webhooks/deliver-webhook.js';
import { DispatchWebhooks } from '../webhooks/dispatch-webhooks.js';
import { PruneDeliveries } from '../webhooks/prune-deliveries.js';
import { WebhookDeliveryHandler } from '../webhooks/webhook-delivery-handler.js';
import type { AppConfig } from './app-config.js';
import { MaintenanceKeeper } from './maintenance-keeper.js';
import { Metrics } from './metrics.js';
import { APP_CONFIG, LOGGER } from './tokens.js';
import { workerListener } from './worker-listener.js';

/** Share of the grace period for finishing work in hand; the rest is for closing connections. */
const DRAIN_SHARE = 0.7;

/** Starts the workers and the relay with the application, and ends them before it. */
@Injectable()
export class ProcessorWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private workers: QueueWorkers | undefined;
  private readonly maintenance: MaintenanceKeeper;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(QueueProducers) private readonly producers: QueueProducers,
    @Inject(BucketOwnership) private readonly bucket: BucketOwnership,
    @Inject(KnownStore) private readonly store: KnownStore,
    @Inject(RelayLoop) private readonly relay: RelayLoop,
    @Inject(StorageIntakes) private readonly intakes: StorageIntakes,
    @Inject(ApplyStorageEvents) private readonly applyStorageEvents: ApplyStorageEvents,
    @Inject(NoteRemovals) private readonly noteRemovals: NoteRemovals,
    @Inject(KeepUnparsableJob) private readonly keepUnparsableJob: KeepUnparsableJob,
    @Inject(AssembleFile) private readonly assembleFile: AssembleFile,
    @Inject(CleanUpFile) private readonly cleanUpFile: CleanUpFile,
    @Inject(VerifyChunk) private readonly verifyChunk: VerifyChunk,
    @Inject(ExpireFiles) private readonly expireFiles: ExpireFiles,
    @Inject(CleanUpAgain) private readonly cleanUpAgain: CleanUpAgain,
    @Inject(ReconcileFiles) private readonly reconcileFiles: ReconcileFiles,
    @Inject(SweepLeftovers) private readonly sweepLeftovers: SweepLeftovers,
    @Inject(ScrubFiles) private readonly scrubFiles: ScrubFiles,
    @Inject(DeliverWebhook) private readonly deliverWebhook: DeliverWebhook,
    @Inject(DispatchWebhooks) private readonly dispatchWebhooks: DispatchWebhooks,
    @Inject(PruneDeliveries) private readonly pruneDeliveries: PruneDeliveries,
  ) {
    this.maintenance = new MaintenanceKeeper(producers, config.redis, config.processor, logger);
  }

  /** @throws Error, DomainError store_unavailable with the reason why no job is taken */
  assertRunning(): void {
    this.store.assertKnown();
    if (!this.workers?.isRunning) throw new Error('no worker runs');
  }

  /**
   * Jobs wait until the bucket is known to be ours: each may write there, or remove. They wait as well
   * until somebody has proven what the store enforces: it is not for us to guess.
   * @throws BucketOwnedError
   */
  async onApplicationBootstrap(): Promise<void> {
    await this.store.start();
    await this.bucket.start(() => void this.startOnceKnown());
    this.relay.start();
    this.maintenance.start();
    this.intakes.start();
  }

  private async startOnceKnown(): Promise<void> {
    if (await this.store.untilKnown()) this.startWorkers();
  }

  private startWorkers(): void {
    const { logger, metrics, producers } = this;
    const { expireFiles, reconcileFiles, sweepLeftovers, scrubFiles } = this;
    const { dispatchWebhooks, pruneDeliveries } = this;
    this.workers = new QueueWorkers(
      {
        storageEvents: new StorageEventsHandler(this.applyStorageEvents, this.noteRemovals),
        assembly: new AssemblyHandler(this.assembleFile, metrics, logger),
        cleanup: new CleanupHandler(this.cleanUpFile),
        verification: new VerificationHandler(this.verifyChunk, logger),
        webhookDeliveries: new WebhookDeliveryHandler(this.deliverWebhook),
        maintenance: new MaintenanceHandler(
          {
            expireFiles,
            cleanUpAgain: this.cleanUpAgain,
            reconcileFiles,
            sweepLeftovers,
            scrubFiles,
            dispatchWebhooks,
            pruneDeliveries,
            redrive: () => redriveJobs(producers),
          },
          logger,
        ),
      },
      {
        redis: this.config.redis,
        processor: this.config.processor,
        listener: workerListener(metrics, logger),
        keepUnparsable: (queue, body, detail) =>
          this.keepUnparsableJob.execute(queue, body, detail),
      },
    );
  }

  /** Not later: in the next phase the database's pool is closed, and work in hand needs it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.bucket.stop();
    this.store.stop();
    this.maintenance.stop();
    const drainMs = this.config.service.shutdownGraceMs * DRAIN_SHARE;
    const relayEnds = this.relay.stop().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'the relay did not end well');
    });
    const intakesEnd = this.intakes.stop().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'the intake did not end well');
    });
    await Promise.all([
      this.workers?.drain(drainMs),
      this.dispatchWebhooks.stop(),
      Promise.race([
        Promise.all([relayEnds, intakesEnd]),
        sleep(drainMs, undefined, { ref: false }),
      ]),
    ]);
  }
}
