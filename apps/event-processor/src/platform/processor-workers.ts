import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { QueueProducers, QueueWorkers } from '@waybill/messaging';
import { Log, KnownStore } from '@waybill/domain';
import { StoreFactsWatch } from '@waybill/persistence';
import { BucketOwnership } from '@waybill/storage';
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageIntakes } from '../arrivals/intake/storage-intakes.js';
import { RelayLoop } from '../publication/relay-loop.js';
import { KeepUnparsableJob } from '../arrivals/events/keep-unparsable-job.js';
import { DispatchWebhooks } from '../webhooks/dispatch-webhooks.js';
import type { AppConfig } from './app-config.js';
import { MaintenanceKeeper } from './maintenance-keeper.js';
import { Metrics } from './metrics.js';
import { Presence } from './presence.js';
import { ProcessorHandlers } from './processor-handlers.js';
import { APP_CONFIG } from './tokens.js';
import { workerListener } from './worker-listener.js';

/** Share of the grace period for finishing work in hand; the rest is for closing connections. */
const DRAIN_SHARE = 0.7;

/** Starts the workers and the relay with the application, and ends them before it. */
@Injectable()
export class ProcessorWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private workers: QueueWorkers | undefined;
  private readonly schedules: MaintenanceKeeper;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly logger: Log,
    private readonly metrics: Metrics,
    producers: QueueProducers,
    private readonly bucket: BucketOwnership,
    private readonly store: KnownStore,
    private readonly storeFacts: StoreFactsWatch,
    private readonly relay: RelayLoop,
    private readonly intakes: StorageIntakes,
    private readonly keepUnparsableJob: KeepUnparsableJob,
    private readonly handlers: ProcessorHandlers,
    private readonly dispatchWebhooks: DispatchWebhooks,
    private readonly presence: Presence,
  ) {
    this.schedules = new MaintenanceKeeper(producers, config.redis, config.processor, logger);
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
    await this.storeFacts.start();
    await this.bucket.start(() => void this.startOnceKnown());
    const { roles } = this.config.processor;
    if (roles.includes('relay')) this.relay.start();
    if (roles.includes('maintenance')) this.schedules.start();
    if (roles.includes('arrivals')) this.intakes.start();
    this.presence.start(() => this.workers?.busy ?? {});
    this.logger.info({ roles }, 'the processor takes on its roles');
  }

  private async startOnceKnown(): Promise<void> {
    if (await this.storeFacts.untilKnown()) this.startWorkers();
  }

  private startWorkers(): void {
    this.workers = new QueueWorkers(this.handlers, {
      redis: this.config.redis,
      processor: this.config.processor,
      listener: workerListener(this.metrics, this.logger),
      keepUnparsable: (queue, body, detail) => this.keepUnparsableJob.execute(queue, body, detail),
    });
  }

  /** Not later: in the next phase the database's pool is closed, and work in hand needs it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.bucket.stop();
    this.storeFacts.stop();
    this.schedules.stop();
    const drainMs = this.config.service.shutdownGraceMs * DRAIN_SHARE;
    const relayEnds = this.relay.stop().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'the relay did not end well');
    });
    const intakesEnd = this.intakes.stop().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'the intake did not end well');
    });
    await Promise.all([
      this.presence.stop(),
      this.workers?.drain(drainMs),
      this.dispatchWebhooks.stop(),
      Promise.race([
        Promise.all([relayEnds, intakesEnd]),
        sleep(drainMs, undefined, { ref: false }),
      ]),
    ]);
  }
}
